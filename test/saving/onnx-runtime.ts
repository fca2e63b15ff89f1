import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Tensor } from '../../src/index.js';

type Arrays = Record<string, { dims: readonly number[]; data: Float32Array }>;

interface Runtime {
  InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<Session>;
  };
  Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

interface Session {
  inputNames: string[];
  outputNames: string[];
  run(inputs: Record<string, object>): Promise<Arrays>;
}

/** ONNX Runtime for Node, from the folder that MARKHOR_PEERS names: `npm install --prefix <folder> onnxruntime-node`. */
export const runtime = find();

function find(): Runtime | undefined {
  const prefix = process.env.MARKHOR_PEERS;
  if (!prefix) return undefined;
  try {
    return createRequire(join(resolve(prefix), 'package.json'))('onnxruntime-node');
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

export const isRequired = process.env.MARKHOR_REQUIRE_PEERS === '1';

/** For titles of tests: why they are skipped, or nothing. */
export const whySkipped = runtime ? '' : ' (MARKHOR_PEERS names no folder with onnxruntime-node)';

const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 2 };

/** A model read by ONNX Runtime: names, and its outputs for inputs in the order of the names. */
export async function openOnnx(bytes: Uint8Array) {
  const { InferenceSession, Tensor } = runtime!;
  const session = await InferenceSession.create(bytes, options);
  const { inputNames, outputNames } = session;
  return {
    inputNames,
    outputNames,
    async run(inputs: readonly Tensor[]): Promise<{ shape: readonly number[]; data: Float32Array }[]> {
      const feeds = inputs.map(({ data, shape }, i) => [inputNames[i], new Tensor('float32', data, shape)] as const);
      const outputs = await session.run(Object.fromEntries(feeds));
      return outputNames.map((name) => ({ shape: outputs[name].dims, data: outputs[name].data }));
    },
  };
}
