import {
  formatOf,
  lastPart,
  type ModelFormat,
  modelEndings,
  type WeightsFormat,
  weightsEndings,
} from '../formats/endings.js';
import { isInitial } from '../layers/initial-weights.js';
import { recall } from '../optimizers/index.js';
import { onUnknown, resolveOptions } from '../options.js';
import {
  assign,
  type ModelFile,
  named,
  parseJson,
  readKeras,
  readKerasWeights,
  readModelFile,
  readWeights,
  writeKeras,
  writeModel,
  writeWeights,
} from '../saving/index.js';
import { formatShape, sizeOf } from '../shape.js';
import { type NamedBytes, open, type OpenOptions, type Source, type Target, write } from '../storage/index.js';
import { addressOf } from '../storage/write.js';
import type { Checkpoint } from './checkpoint.js';
import { checkCheckpoint, memberName, takeCheckpoint, withNumbers } from './checkpoint-file.js';
import { compileAs, type CustomObjects } from './compile-config.js';
import { modelFromJSON } from './from-json.js';
import type { Model } from './functional.js';
import type { Network } from './network.js';
import { giveTurn, turnClock } from './pause.js';
import type { Sequential } from './sequential.js';

export interface SaveOptions {
  /** Default: by the name of the target, `keras` where that does not say. */
  format?: ModelFormat | null;
  /** False: neither the optimizer's memory nor what the model was compiled with. Default true. */
  includeOptimizer?: boolean;
}

export interface SaveWeightsOptions {
  /** Default: by the name of the target, `weights.h5` where that does not say. */
  format?: WeightsFormat | null;
}

/** The format given, or that which the target names. @throws RangeError where it is none of these. */
function chosenFormat<Format extends string>(
  target: Target,
  given: Format | null,
  endings: Readonly<Record<string, Format>>,
  other: string,
): Format {
  const formats = Object.values(endings);
  const format = given ?? formatOf(addressOf(target), endings);
  if (format && formats.includes(format)) return format;
  if (given !== null) throw new RangeError(`\`format\` must be one of ${formats.join(', ')}. Received: ${given}`);
  throw new RangeError(
    `'${lastPart(addressOf(target))}' does not name a format to write. Known: ${Object.keys(endings).join(', ')}. ${other}`,
  );
}

/** A stem for names: that of the target where it has one, and the model's name. */
const fileName = (target: Target, fallback: string) => lastPart(addressOf(target)) || fallback;

export async function saveModel(network: Network, target: Target, given: SaveOptions): Promise<void> {
  const { format, includeOptimizer } = resolveOptions('save', { format: null, includeOptimizer: true }, given);
  const kind = chosenFormat(target, format, modelEndings, 'Weights alone are saved by `saveWeights`.');
  void network.topology; // says what is missing where the model is not built
  const name = fileName(target, kind === 'tensorflow' ? 'model.json' : `${network.name}.${kind}`);
  await write(target, writeModel(network, kind, name, { includeOptimizer }));
}

export async function saveWeights(network: Network, target: Target, given: SaveWeightsOptions): Promise<void> {
  const { format } = resolveOptions('saveWeights', { format: null }, given);
  const kind = chosenFormat(target, format, weightsEndings, 'Whole models are saved by `save`.');
  void network.topology;
  await write(target, [{ name: fileName(target, `${network.name}.${kind}`), bytes: writeWeights(network, kind) }]);
}

export async function loadWeights(network: Network, source: Source, options: OpenOptions): Promise<void> {
  const opened = await open(source, options, 'loadWeights');
  void network.topology;
  assign(await readWeights(network, opened));
}

export async function saveCheckpoint(network: Network, target: Target): Promise<void> {
  const extra: NamedBytes[] = [takeCheckpoint(network, network.runs.point)];
  await write(target, [{ name: fileName(target, `${network.name}.keras`), bytes: writeKeras(network, { extra }) }]);
}

export async function loadCheckpoint(network: Network, source: Source): Promise<Checkpoint> {
  network.checkCompiled();
  const { name, bytes } = await open(source);
  const { weights, archive } = await readKeras(bytes, name);
  const place = `${name}, ${memberName}`;
  const checkpoint = checkCheckpoint(network, withNumbers(parseJson(await archive.read(memberName), place)), place);
  const { assignments, optimizer } = readKerasWeights(network, weights, name);
  assign(assignments);
  if (optimizer) recall(network.optimizer!, optimizer);
  if (checkpoint.learningRate !== undefined && !network.optimizer!.hasSchedule)
    network.optimizer!.learningRate = checkpoint.learningRate;
  return checkpoint;
}

export interface LoadOptions extends OpenOptions {
  /** False: only for prediction. Saves the memory of gradients and of the optimizer. Default true: as it was saved. */
  compile?: boolean;
  /** What is the user's own: layer classes by class name or Keras's `registered_name`, functions that are losses or metrics by name. */
  customObjects?: CustomObjects;
}

const loadDefaults = {
  compile: true,
  customObjects: {} as CustomObjects,
  onProgress: undefined as OpenOptions['onProgress'],
  signal: undefined as OpenOptions['signal'],
  requestInit: undefined as OpenOptions['requestInit'],
};

/** Reads a model that `save` or Keras wrote. */
export async function loadModel(source: Source, given: LoadOptions): Promise<Model | Sequential> {
  const { compile, customObjects, ...options } = resolveOptions('loadModel', loadDefaults, given);
  const opened = await open(source, options);
  // Models that are dropped are freed when the event loop has a turn, which bytes at hand do not give it.
  if (turnClock()()) await giveTurn();
  const file = await readModelFile(opened);
  const model = readModel(file, compile, customObjects);
  named(opened.name, () => {
    const { assignments, optimizer } = file.weights(model);
    assign(assignments);
    if (optimizer) recall(model.optimizer!, optimizer);
  });
  for (const notice of file.notices) console.warn(`${opened.name}: ${notice}.`);
  return model;
}

/** Options, not known here, without which figures would be others. */
const changing = /\.apply mask$| topK$/;

/** The model of a file, its weights zero. What is not known here is left out, and noticed. */
function readModel(file: ModelFile, compile: boolean, customObjects: CustomObjects): Model | Sequential {
  const { place, config, training, limit, notices } = file;
  const unknown = new Set<string>();
  const report = (owner: string, option: string) => {
    if (!changing.test(`${owner} ${option}`)) return void unknown.add(`${option} of ${owner}`);
    throw new RangeError(`${owner} has no option \`${option}\` here. Save the model without it.`);
  };
  const model = onUnknown.during(report, () =>
    named(place, () => {
      const make = () => modelFromJSON(config as object, { compile, customObjects });
      const model = isInitial.during(withinLimit(limit), make);
      void model.topology; // says what is missing where there are no layers or no input shape
      if (compile && training) compileIfKnown(model, training as object, customObjects, notices);
      return model;
    }),
  );
  if (unknown.size > 0) notices.unshift(`options that are not known here are left out: ${[...unknown].join(', ')}`);
  return model;
}

/**
 * Says of new weights that they have no initial values, because they are about to be read from a file. There they are at most
 * `limit` numbers: a configuration that asks for more would only fill the memory.
 */
function withinLimit(limit: number): typeof isInitial.value {
  let left = limit;
  return (layer, name, shape) => {
    left -= sizeOf(shape);
    if (left >= 0) return false;
    throw new RangeError(
      `Layer '${layer}' needs a weight '${name}' of shape ${formatShape(shape)}, which is more than the file holds: it is damaged, or of parts of different models.`,
    );
  };
}

/** Old files name losses, metrics and optimizers that do not exist here. The model predicts all the same. */
function compileIfKnown(
  model: Model | Sequential,
  training: object,
  customObjects: CustomObjects,
  notices: string[],
): void {
  try {
    compileAs(model, training, customObjects);
  } catch (error) {
    notices.push(`the model is not compiled (${(error as Error).message.replace(/\.$/, '')})`);
  }
}
