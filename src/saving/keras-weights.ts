// Where Keras keeps weights in HDF5 (its `saving_lib`): every object has a group `vars` with its variables as 0, 1, 2, …; the
// layers of a model are named by class in snake case, with _1, _2, … in order, never by their own names.
import { emptyGroup, type Hdf5Dataset, type Hdf5Group, isGroup, readHdf5, writeHdf5 } from '../formats/hdf5/index.js';
import type { Variable } from '../graph/index.js';
import type { Layer } from '../layers/layer.js';
import { snakeCase } from '../naming.js';
import { memoryOf, type OptimizerMemory } from '../optimizers/index.js';
import { type Shape, sameShape } from '../shape.js';
import { kerasLayers, kerasVariables } from './keras-order.js';
import type { StoredWeights } from './model-file.js';
import { type Assignment, checkFits, isNetwork, partsOf, type SavedNetwork } from './network.js';

/** The variables that are kept in one `vars` group. */
interface Owner {
  /** Of the group that `vars` is in; empty for the model itself. */
  path: string;
  name: string;
  variables: readonly Variable[];
}

/** Owners in Keras's order. What stands in several models is kept where it comes first. */
function ownersOf(layer: Layer, path = '', seen = new Set<Layer>()): Owner[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  const { name, variables } = layer;
  if (isNetwork(layer)) {
    const counts = new Map<string, number>();
    const inside = kerasLayers(layer).flatMap((child) => {
      const kind = snakeCase(child.className);
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      return ownersOf(child, `${path}layers/${kind}${count === 0 ? '' : `_${count}`}/`, seen);
    });
    return [{ path, name, variables: [] }, ...inside];
  }
  const parts = Object.entries(partsOf(layer));
  if (parts.length > 0)
    return [{ path, name, variables: [] }, ...parts.flatMap(([key, part]) => ownersOf(part, `${path}${key}/`, seen))];
  // `lstm/lstm_cell/kernel`: the weights of a recurrent layer are those of its cell.
  const cell = variables[0]?.path.split('/').at(-2);
  if (cell?.endsWith('_cell'))
    return [
      { path, name, variables: [] },
      { path: `${path}cell/`, name: cell, variables },
    ];
  return [{ path, name, variables }];
}

const float = (shape: Shape, data: Float32Array): Hdf5Dataset => ({
  shape,
  dtype: 'float32',
  data,
  attributes: new Map(),
});

function open(root: Hdf5Group, path: string): Hdf5Group {
  return path.split('/').reduce((group, name) => {
    const child = group.children.get(name) ?? emptyGroup();
    group.children.set(name, child);
    return child as Hdf5Group;
  }, root);
}

/** A model's `model.weights.h5`, as h5py would write it. */
export function writeKerasWeights(network: SavedNetwork, includeOptimizer: boolean): Uint8Array {
  const root = emptyGroup();
  for (const { path, name, variables } of ownersOf(network)) {
    const vars = open(root, `${path}vars`);
    vars.attributes.set('name', name);
    for (const [i, variable] of variables.entries())
      vars.children.set(String(i), float(variable.shape, variable.read()));
  }
  // One that trains another model of the same layers meanwhile stays with that.
  const { optimizer, trainableVariables } = network;
  if (includeOptimizer && optimizer?.serves(network.trainer.trained ?? trainableVariables)) {
    network.trainer.prepare();
    const { steps, learningRate, slots: unsorted } = memoryOf(optimizer);
    const slots = inKerasOrder(network, unsorted);
    const vars = open(root, 'optimizer/vars');
    vars.attributes.set('name', optimizer.name);
    const iteration: Hdf5Dataset = { shape: [], dtype: 'int32', data: Int32Array.of(steps), attributes: new Map() };
    const rate = learningRate === undefined ? [] : [float([], Float32Array.of(learningRate))];
    const datasets = [iteration, ...rate, ...slots.map(({ variable, values }) => float(variable.shape, values))];
    for (const [i, dataset] of datasets.entries()) vars.children.set(String(i), dataset);
  }
  return writeHdf5(root);
}

/**
 * Reads `model.weights.h5` for a model with the same layers.
 * @throws RangeError that names the first variable which is absent or has another shape.
 */
export function readKerasWeights(
  network: SavedNetwork,
  bytes: Uint8Array,
  name: string,
  notices?: string[],
): StoredWeights {
  const root = readHdf5(bytes, name);
  const assignments = matchKerasWeights(network, root, name);
  const place = 'optimizer/vars';
  const optimizer = network.optimizer && matchOptimizer(network, childrenAt(root, place), `${name}: ${place}`, notices);
  return { assignments, optimizer };
}

/** The weights alone, of a file that has been read. */
export function matchKerasWeights(network: SavedNetwork, root: Hdf5Group, name: string): Assignment[] {
  return ownersOf(network).flatMap(({ path, name: owner, variables }) => {
    const found = variables.length > 0 ? childrenAt(root, `${path}vars`) : [];
    const cure = 'The file is of another model: build the model as it was when the file was saved.';
    if (found.length !== variables.length) {
      throw new RangeError(
        `${name}: ${path}vars must hold the ${variables.length} weights of '${owner}', but holds ${found.length}. ${cure}`,
      );
    }
    return variables.map((variable, i) => {
      const place = `${name}: ${path}vars/${i}`;
      checkFits(variable, found[i].shape, place, cure);
      return { variable, values: numbers(found[i].data, place) };
    });
  });
}

/**
 * What Keras's optimizer had as its variables, in order, as the memory of the model's.
 * @param notices Grows, as Keras warns, where the optimizer had another number of variables: it begins anew. Undefined: an error.
 * @throws RangeError that says where, when they are not those of such an optimizer.
 */
export function matchOptimizer(
  network: SavedNetwork,
  variables: readonly Hdf5Dataset[],
  place: string,
  notices?: string[],
): OptimizerMemory | undefined {
  const [iteration, ...rest] = variables;
  const steps = Number(iteration?.data[0] ?? 0);
  const isNew = !(steps > 0);
  // Before the first step all slots are zero.
  if (isNew && !network.optimizer!.isBuilt) return undefined;
  network.trainer.prepare();
  const { className } = network.optimizer!;
  const memory = memoryOf(network.optimizer!);
  const { learningRate } = memory;
  const slots = inKerasOrder(network, memory.slots);
  const count = slots.length + (learningRate === undefined ? 1 : 2);
  // Keras makes slots with the first step.
  if (isNew && variables.length !== count) return undefined;
  if (notices && variables.length !== count) {
    notices.push(
      `the optimizer begins anew: the saved one has ${variables.length} variables, but ${className} of this model has ${count} (layers were frozen or set free after training?)`,
    );
    return undefined;
  }
  const rate = learningRate === undefined ? undefined : Number(rest.shift()?.data[0]);
  const fits =
    rest.length === slots.length && slots.every(({ variable }, i) => sameShape(variable.shape, rest[i].shape));
  if (!fits || !Number.isSafeInteger(steps) || (rate !== undefined && !Number.isFinite(rate))) {
    throw new RangeError(
      `${place} does not hold the ${slots.length} slots of ${className}. ` +
        (notices
          ? 'Load without it: loadModel(source, { compile: false }), then compile.'
          : 'Compile the model as it was when the file was saved.'),
    );
  }
  const values = rest.map(({ data }, i) => Float32Array.from(numbers(data, `${place}/${i}`)));
  const found = new Map(slots.map((slot, i) => [slot, { ...slot, values: values[i] }]));
  return { steps, learningRate: rate, slots: memory.slots.map((slot) => found.get(slot)!) };
}

type Slots = OptimizerMemory['slots'];

/** The slots, of which those of all variables follow on each other again and again, with the variables in Keras's order. */
function inKerasOrder(network: SavedNetwork, slots: Slots): Slots {
  const order = kerasVariables(network);
  const place = ({ variable }: Slots[number]) => order.indexOf(variable);
  const rounds: Slots[] = [];
  for (const [i, slot] of slots.entries()) {
    const isFirst = slot.variable === slots[0].variable && slots[i - 1]?.variable !== slot.variable;
    if (isFirst) rounds.push([]);
    rounds.at(-1)!.push(slot);
  }
  return rounds.flatMap((round) => round.sort((one, other) => place(one) - place(other)));
}

/** The datasets 0, 1, 2, … of a group; none where there is no such group. */
function childrenAt(root: Hdf5Group, path: string): Hdf5Dataset[] {
  let group: Hdf5Group = root;
  for (const part of path.split('/')) {
    // Keras 2 wrote its first `.keras` files with another name for the list of layers.
    const child =
      group.children.get(part) ?? (part === 'layers' && group.children.get('_layer_checkpoint_dependencies'));
    if (!child || !isGroup(child)) return [];
    group = child;
  }
  const datasets: Hdf5Dataset[] = [];
  for (let i = 0; ; i++) {
    const child = group.children.get(String(i));
    if (!child || isGroup(child)) return datasets;
    datasets.push(child);
  }
}

function numbers(data: ArrayLike<number | string>, place: string): ArrayLike<number> {
  if (typeof data[0] !== 'string') return data as ArrayLike<number>;
  throw new RangeError(`${place} holds text where numbers are expected. The file is of another model.`);
}
