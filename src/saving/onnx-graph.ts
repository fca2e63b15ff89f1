import {
  bytes,
  type Fields,
  float,
  floatBytes,
  join,
  message,
  packedFloats,
  packedVarints,
  text,
  varint,
} from '../formats/protobuf.js';
import type { Variable } from '../graph/index.js';
import type { PartialShape, Shape } from '../shape.js';

// Numbers of fields and of kinds are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

// Those of ONNX 1.12, of 2022, which runtimes in use all read.
const irVersion = 8;
const opset = 17;

/** ONNX's numbers of the types of elements. */
export const elementTypes = { float: 1, int64: 7 };
const attributeTypes = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 };

const attribute = (name: string, type: keyof typeof attributeTypes, ...value: readonly Fields[]): Fields =>
  message(5, text(1, name), ...value, varint(20, attributeTypes[type]));

/** Attributes of a node. */
export const attributes = {
  float: (name: string, value: number) => attribute(name, 'float', float(2, value)),
  int: (name: string, value: number) => attribute(name, 'int', varint(3, value)),
  string: (name: string, value: string) => attribute(name, 'string', text(4, value)),
  floats: (name: string, values: readonly number[]) => attribute(name, 'floats', packedFloats(7, values)),
  ints: (name: string, values: readonly number[]) => attribute(name, 'ints', packedVarints(8, values)),
  strings: (name: string, values: readonly string[]) =>
    attribute(name, 'strings', ...values.map((value) => text(9, value))),
};

interface Node {
  name: string;
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: readonly Fields[];
}

interface NamedShape {
  name: string;
  shape: PartialShape;
}

/** An ONNX graph in the making. Values are known by their names. */
export class OnnxGraph {
  /** The layer whose nodes are being added: `model/lstm`. In front of the names of what they make. */
  scope = '';
  private readonly nodes: Node[] = [];
  private readonly initializers: Fields[] = [];
  /** Names of initializers by what they hold: a variable, or a constant's text. */
  private readonly constants = new Map<unknown, string>();
  private readonly names = new Set<string>();

  /** The name, with a number behind it when it is taken; from now on it is. */
  unique(name: string): string {
    let unique = name;
    for (let i = 1; this.names.has(unique); i++) unique = `${name}_${i}`;
    this.names.add(unique);
    return unique;
  }

  /** A node with one output. Returns the output's name. */
  node(type: string, inputs: readonly string[], ...attributes: readonly Fields[]): string {
    const name = this.unique(`${this.scope}/${type}`);
    this.nodes.push({ name, type, inputs, outputs: [name], attributes });
    return name;
  }

  /** A node with several outputs, given by what ONNX calls them; '' for one that is not wanted. Returns their full names. */
  nodeOf(type: string, inputs: readonly string[], outputs: readonly string[], attributes: readonly Fields[]): string[] {
    const name = this.unique(`${this.scope}/${type}`);
    const names = outputs.map((output) => output && `${name}/${output}`);
    this.nodes.push({ name, type, inputs, outputs: names, attributes });
    return names;
  }

  /** A scalar. */
  scalar(value: number): string {
    return this.constant(`float ${value}`, 'constant', () => floatTensor([], [value]));
  }

  /** Numbers under a shape. */
  floats(shape: Shape, values: ArrayLike<number>): string {
    return this.constant(`floats ${shape}: ${Array.from(values)}`, 'constant', () => floatTensor(shape, values));
  }

  /** A list of integers: axes, a shape. */
  ints(values: readonly number[]): string {
    return this.constant(`ints ${values}`, 'constant', () => [
      packedVarints(1, [values.length]),
      varint(2, elementTypes.int64),
      packedVarints(7, values),
    ]);
  }

  /** A weight, as it is or in another layout. */
  weight(variable: Variable, shape: Shape = variable.shape, layout = (values: Float32Array) => values): string {
    return this.constant(variable, variable.path, () => floatTensor(shape, layout(variable.read())));
  }

  /** The bytes of a ModelProto. `values[i]` is what `outputs[i]` gives. */
  encode(
    name: string,
    inputs: readonly NamedShape[],
    outputs: readonly NamedShape[],
    values: readonly string[],
  ): Uint8Array {
    const nodes = [...this.nodes];
    const renamed = new Map<string, string>();
    for (const [i, value] of values.entries()) {
      const output = outputs[i].name;
      const isInput = inputs.some((input) => input.name === value);
      if (!isInput && !renamed.has(value)) renamed.set(value, output);
      else nodes.push({ name: output, type: 'Identity', inputs: [value], outputs: [output], attributes: [] });
    }
    const graph = message(
      7,
      ...nodes.map((node) => encodeNode(node, renamed)),
      text(2, name),
      ...this.initializers,
      ...inputs.map((input) => valueInfo(11, input)),
      ...outputs.map((output) => valueInfo(12, output)),
    );
    return join(varint(1, irVersion), text(2, 'markhor'), graph, message(8, text(1, ''), varint(2, opset)));
  }

  private constant(key: unknown, name: string, tensor: () => readonly Fields[]): string {
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const unique = this.unique(name);
    this.constants.set(key, unique);
    this.initializers.push(message(5, ...tensor(), text(8, unique)));
    return unique;
  }
}

function floatTensor(shape: Shape, values: ArrayLike<number>): readonly Fields[] {
  return [packedVarints(1, shape), varint(2, elementTypes.float), bytes(9, floatBytes(values))];
}

function encodeNode({ name, type, inputs, outputs, attributes }: Node, renamed: ReadonlyMap<string, string>): Fields {
  const current = (value: string) => renamed.get(value) ?? value;
  return message(
    1,
    ...inputs.map((value) => text(1, current(value))),
    ...outputs.map((value) => text(2, current(value))),
    text(3, name),
    text(4, type),
    ...attributes,
  );
}

/** Open sizes get names: the batch is one size throughout, others belong to their tensor. */
function valueInfo(field: number, { name, shape }: NamedShape): Fields {
  const sizes = shape.map((length, axis) =>
    message(1, length === null ? text(2, axis === 0 ? 'batch' : `${name}_axis${axis}`) : varint(1, length)),
  );
  const tensorType = message(1, varint(1, elementTypes.float), message(2, ...sizes));
  return message(field, text(1, name), message(2, tensorType));
}
