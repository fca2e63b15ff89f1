import { serializeLayer } from '../layers/serialize.js';
import { Loss, losses } from '../losses/index.js';
import { Metric, metrics } from '../metrics/index.js';
import { optimizers } from '../optimizers/index.js';
import { snakeCase } from '../naming.js';
import { functionConfig, isSerialized } from '../registry.js';
import type { Compiled } from './compile.js';
import type { Network } from './network.js';

export type Config = Record<string, unknown>;

/** A whole model, with what it was compiled with. */
export function toJSON(network: Network): Config {
  const { compiled } = network;
  return { ...serializeLayer(network), ...(compiled && { compile_config: compileConfig(compiled.options) }) };
}

/** What `compile` was given, as Keras writes it. */
export function compileConfig(options: Compiled['options']): Config {
  return {
    optimizer: optimizers.serialize(optimizers.get(options.optimizer)),
    loss: plain(options.loss, losses),
    // Keras takes one number only if it is written with a point, which JSON's writer here never does.
    loss_weights: typeof options.lossWeights === 'number' ? [options.lossWeights] : options.lossWeights,
    metrics: plain(options.metrics, metrics),
    weighted_metrics: plain(options.weightedMetrics, metrics),
    run_eagerly: false,
    steps_per_execution: 1,
    // Without it, Keras would go on training uncompiled.
    jit_compile: 'auto',
  };
}

/** Losses and metrics inside as Keras serializes them, also where they were given in short; names as Keras spells them. */
function plain(value: unknown, kind: typeof losses | typeof metrics): unknown {
  if (typeof value === 'function') return functionConfig(value.name || 'function');
  if (typeof value === 'string') return /^[a-z].*[A-Z]/.test(value) ? snakeCase(value) : value;
  if (isSerialized(value) || value instanceof Loss || value instanceof Metric)
    return kind.serialize(kind.get(value as never) as never);
  if (Array.isArray(value)) return value.map((one) => plain(one, kind));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, kind)]));
}
