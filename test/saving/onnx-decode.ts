// Reads back what the tests look at, by the numbers in onnx.proto.
import { type Field, fieldsOf, floatsOf, varintsOf } from '../formats/read-protobuf.js';

export interface Decoded {
  irVersion: number;
  producer: string;
  opset: number;
  graph: {
    name: string;
    nodes: { type: string; name: string; inputs: string[]; outputs: string[] }[];
    initializers: { name: string; shape: number[]; floats: number[] }[];
    inputs: NamedShape[];
    outputs: NamedShape[];
  };
}

interface NamedShape {
  name: string;
  shape: (number | string)[];
}

export function decodeModel(bytes: Uint8Array): Decoded {
  const model = fieldsOf(bytes);
  const graph = fieldsOf(only(model, 7).bytes);
  return {
    irVersion: only(model, 1).value,
    producer: textOf(only(model, 2)),
    opset: only(fieldsOf(only(model, 8).bytes), 2).value,
    graph: {
      name: textOf(only(graph, 2)),
      nodes: all(graph, 1).map((node) => ({
        type: textOf(only(node, 4)),
        name: textOf(only(node, 3)),
        inputs: node.filter(({ number }) => number === 1).map(textOf),
        outputs: node.filter(({ number }) => number === 2).map(textOf),
      })),
      initializers: all(graph, 5).map((tensor) => ({
        name: textOf(only(tensor, 8)),
        shape: varintsOf(only(tensor, 1).bytes),
        floats: floatsOf(tensor.find(({ number }) => number === 9)?.bytes ?? new Uint8Array()),
      })),
      inputs: all(graph, 11).map(valueInfo),
      outputs: all(graph, 12).map(valueInfo),
    },
  };
}

const textOf = ({ bytes }: Field): string => new TextDecoder().decode(bytes);

const all = (fields: readonly Field[], number: number): Field[][] =>
  fields.filter((field) => field.number === number).map(({ bytes }) => fieldsOf(bytes));

function only(fields: readonly Field[], number: number): Field {
  const [field, other] = fields.filter((one) => one.number === number);
  if (!field || other) throw new Error(`Field ${number} should be there once.`);
  return field;
}

function valueInfo(fields: readonly Field[]): NamedShape {
  const tensorType = fieldsOf(only(fieldsOf(only(fields, 2).bytes), 1).bytes);
  const dimensions = all(fieldsOf(only(tensorType, 2).bytes), 1);
  const shape = dimensions.map(([{ number, value, ...rest }]) =>
    number === 1 ? value : textOf({ number, value, ...rest }),
  );
  return { name: textOf(only(fields, 1)), shape };
}
