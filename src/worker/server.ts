import { Arena, info, setThreads, useArena } from '../graph/index.js';
import { compiledMachine, type Machine, referenceMachine, type StartThread } from '../kernels/index.js';
import { work } from '../kernels/team-worker.js';
import type { DataLike, EvaluateOptions, FitOptions, Model, Sequential } from '../models/index.js';
import { readCompileConfig } from '../models/compile-config.js';
import { redirectOutput } from '../models/standard-output.js';
import { getRandomState, setRandomState } from '../random-seed.js';
import type { NamedBytes, WritableStore } from '../storage/index.js';
import { toFailure } from './failure.js';
import type {
  Answer,
  Call,
  Changes,
  FromWorker,
  HookEvent,
  Reply,
  Startup,
  ThreadRequest,
  ToWorker,
} from './messages.js';
import { nest } from './nested.js';
import { pack } from './payload.js';
import { Relay } from './relay.js';
import { restore, takeSnapshot } from './snapshot.js';

// The program of the worker. It is bundled with all that it imports but the kernels, which are sent to it.

interface Port {
  onmessage: ((event: { data: ToWorker }) => void) | null;
  postMessage(message: FromWorker | ThreadRequest, transfer: ArrayBuffer[]): void;
}

const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
const port = (node?.parentPort ?? globalThis) as unknown as Port;

let model: Model | Sequential;
let relay: Relay | undefined;
let last: Promise<void> = Promise.resolve();
const aborts = new Map<number, AbortController>();
const askers = new Map<number, (reply: Reply) => void>();

let latest = -1;
/** The last call before the caller set `stopTraining` outside of hooks: a `fit` up to it that is yet to begin ends after its first batch. */
let stopped = -1;

port.onmessage = ({ data: message }) => {
  if (message.type === 'stop') {
    model.stopTraining = true;
    if (!message.isAmidst) stopped = latest;
  } else if (message.type === 'abort') aborts.get(message.id)?.abort();
  else if (message.type === 'share') work(message.data);
  else if (message.type === 'reply') askers.get(message.id)?.(message);
  else {
    latest = message.id;
    aborts.set(latest, new AbortController());
    if (message.isAmidst) void answer(message);
    else last = last.then(() => answer(message));
  }
};

let threadCount = 0;

/** In a browser the caller starts them: Firefox may hang for ever where a worker starts another. */
const startThread: StartThread = (data) => {
  const id = threadCount++;
  tell({ type: 'startThread', id, data });
  return { terminate: () => tell({ type: 'endThread', id }) };
};

function tell(message: FromWorker | ThreadRequest): void {
  const { value, transfer } = pack(message, true);
  port.postMessage(value, transfer);
}

function ask(event: HookEvent): Promise<Reply> {
  return new Promise((resolve) => {
    askers.set(event.id, resolve);
    tell(event);
  });
}

type Method = (call: Call, signal: AbortSignal) => unknown;

/** What needs nothing but its arguments, by the model's method of the same name. */
const plain = (method: 'predict' | 'predictAll' | 'predictOnBatch' | 'testOnBatch' | 'trainOnBatch') => {
  return ({ args }: Call) => (model[method] as (...args: unknown[]) => unknown)(...args);
};

/** After these the caller gets a snapshot to begin with after a crash. Not after single batches, for which it would be too much. */
const kept: Readonly<Record<string, Method>> = {
  load: ({ args }) => load(args[0] as Startup),
  compile: ({ args }) => model.compile(readCompileConfig(args[0] as Record<string, unknown>)),
  fit: (call, signal) =>
    listened(call, async (callbacks) => {
      const [x, y, options] = call.args as [never, never, FitOptions];
      const early = { onTrainBegin: () => void (model.stopTraining = true) };
      const all = call.id <= stopped ? [...callbacks, early] : callbacks;
      await model.fit(x, y, { ...options, callbacks: all, signal });
    }),
  setWeights: ({ args }) => model.setWeights(args[0] as never),
  loadWeights: ({ args }) => model.loadWeights(args[0] as Uint8Array),
  loadCheckpoint: ({ args }) => model.loadCheckpoint(args[0] as Uint8Array),
};

const methods: Readonly<Record<string, Method>> = {
  ...kept,
  evaluate: (call, signal) =>
    listened(call, (callbacks) => {
      const [x, y, options] = call.args as [never, never, EvaluateOptions];
      return model.evaluate(x, y, { ...options, callbacks, signal });
    }),
  change({ args }) {
    const { weights, learningRate } = args[0] as Changes;
    if (weights) model.setWeights(weights);
    if (learningRate !== undefined) model.optimizer!.learningRate = learningRate;
  },
  predict: plain('predict'),
  predictAll: plain('predictAll'),
  predictOnBatch: plain('predictOnBatch'),
  trainOnBatch: plain('trainOnBatch'),
  testOnBatch: plain('testOnBatch'),
  getWeights: () => model.getWeights(),
  resetState: () => model.resetState(),
  toJSON: () => model.toJSON(),
  info: () => info(),
  summary({ args }) {
    let text = '';
    const summary = model.summary({ ...(args[0] as object), printFn: (part) => (text += part) });
    return { summary, text };
  },
  async profile({ args: [x, options] }) {
    let text = '';
    const printFn = (part: string) => void (text += part);
    return { profile: await model.profile(x as DataLike, { ...(options as object), printFn }), text };
  },
  save: ({ args }) => written(args[0], (store) => model.save(store, args[1] as object)),
  saveWeights: ({ args }) => written(args[0], (store) => model.saveWeights(store, args[1] as object)),
  saveCheckpoint({ args }) {
    relay?.remember(args[1] as unknown[]);
    return written(args[0], (store) => model.saveCheckpoint(store));
  },
};

function load({ snapshot, kernels, threads, output }: Startup): void {
  redirectOutput({ ...output, write: (text) => tell({ type: 'print', text }) });
  useArena(new Arena(firstOf(kernels)));
  if (threads !== undefined) setThreads(threads);
  model = restore(snapshot);
}

/** A browser may refuse the address space of a memory that threads share. */
function firstOf([kernels, ...others]: Startup['kernels']): Machine {
  if (!kernels) return referenceMachine();
  try {
    return compiledMachine(kernels, node ? undefined : startThread);
  } catch {
    return firstOf(others);
  }
}

/** Does `work` with a callback that passes everything on to the caller's. */
async function listened<T>({ id, audience }: Call, work: (callbacks: Relay[]) => Promise<T>): Promise<T> {
  if (!audience) return work([]);
  const outer = relay;
  relay = new Relay(id, audience, tell, ask);
  try {
    return await work([relay]);
  } finally {
    askers.delete(id);
    relay = outer;
  }
}

/** The files that would be written to a target of this name. */
async function written(name: unknown, save: (store: WritableStore) => Promise<void>): Promise<readonly NamedBytes[]> {
  let all: readonly NamedBytes[] = [];
  await save({
    name: String(name),
    async write(files) {
      all = files;
    },
  });
  return all;
}

async function answer(call: Call): Promise<void> {
  const { id, method, random, isAmidst } = call;
  const { signal } = aborts.get(id)!;
  if (random) setRandomState(random);
  const outcome: Pick<Answer, 'value' | 'failure' | 'isAborted'> = {};
  try {
    outcome.value = await methods[method]({ ...call, args: call.args.map(nest) }, signal);
  } catch (error) {
    outcome.failure = toFailure(error);
    outcome.isAborted = signal.aborted && error === signal.reason;
  }
  aborts.delete(id);
  const sent = { type: 'answer', id, ...(!isAmidst && { random: getRandomState() }) } as const;
  try {
    const history = method === 'fit' && { history: model.history?.memory };
    tell({ ...sent, ...outcome, ...history, ...(method in kept && model && { snapshot: takeSnapshot(model) }) });
  } catch (error) {
    // What cannot be sent must not leave the caller waiting.
    tell({ ...sent, failure: toFailure(error) });
  }
}
