import { InputLayer } from '../layers/input.js';
import type { Layer } from '../layers/layer.js';
import type { LayerNode } from '../layers/symbolic.js';
import { resolveOptions } from '../options.js';
import { formatShape, type PartialShape } from '../shape.js';
import type { Network } from './network.js';
import { standardOutput } from './standard-output.js';
import { formatSummary, type Summary, type SummaryLayer } from './summary.js';

export interface SummaryOptions {
  /** Width of the table. Default: what the terminal has room for, at most 88. */
  lineLength?: number | null;
  /** Receives the text instead of the terminal or console. */
  printFn?: ((text: string) => void) | null;
  /** Adds a column that says which layers train. */
  showTrainable?: boolean;
  /** Shows the layers of models inside. */
  expandNested?: boolean;
}

const defaults: Required<SummaryOptions> = {
  lineLength: null,
  printFn: null,
  showTrainable: false,
  expandNested: false,
};

/** Prints the table of layers, and returns what it says as data. */
export function summarize(network: Network, given: SummaryOptions): Summary {
  const { printFn, ...options } = resolveOptions('summary', defaults, given);
  const summary = describe(network);
  const { write, columns } = standardOutput();
  (printFn ?? write)(formatSummary(summary, { ...options, columns }));
  return summary;
}

function describe(network: Network): Summary {
  const trainable = count(network.trainableVariables);
  const { optimizer } = network;
  const { sourcesOf } = network;
  return {
    name: network.name,
    layers: describeLayers(network, sourcesOf),
    connected: sourcesOf !== undefined,
    parameters: {
      trainable,
      nonTrainable: count(network.variables) - trainable,
      // As Keras, from the first training step on.
      ...(optimizer && optimizer.steps > 0 && { optimizer: optimizer.size }),
    },
  };
}

const count = (variables: { size: number }[]) => variables.reduce((sum, { size }) => sum + size, 0);

function describeLayers(network: Network, sourcesOf?: Network['sourcesOf']): SummaryLayer[] {
  const inside = network.built ? new Set(network.topology.nodes) : new Set<LayerNode>();
  return network.layers.map((layer) => describeLayer(layer, inside, sourcesOf));
}

function describeLayer(layer: Layer, inside: ReadonlySet<LayerNode>, sourcesOf: Network['sourcesOf']): SummaryLayer {
  const nodes = layer.nodes.filter((node) => inside.has(node));
  return {
    name: layer.name,
    className: layer.className,
    outputShape: nodes.length > 0 ? shapesOf(nodes[0]) : '?',
    parameters: count(layer.variables),
    built: layer.built,
    trainable: layer.trainable,
    ...(sourcesOf && !(layer instanceof InputLayer) && { connectedTo: nodes.flatMap(sourcesOf) }),
    ...('layers' in layer && { nested: describeLayers(layer as unknown as Network) }),
  };
}

function shapesOf({ outputs }: LayerNode): string {
  const shapes = outputs.map(({ shape }: { shape: PartialShape }) => formatShape(shape));
  return shapes.length === 1 ? shapes[0] : `[${shapes.join(', ')}]`;
}
