// ONNX Runtime, which predicts only: native in Node, and as WebAssembly. The model is written here, in ONNX's own format.
import { head } from '../models.js';
import { stopwatch } from '../stopwatch.js';
import { versionOf } from './version.js';

export async function onnxNode() {
  const runtime = await import('onnxruntime-node');
  return onnx('onnx-node', 'ONNX Runtime native', runtime, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
}

export async function onnxWeb() {
  const runtime = await import('onnxruntime-web');
  runtime.env.wasm.numThreads = 1;
  return onnx('onnx-web', 'ONNX Runtime Web Wasm', runtime, { executionProviders: ['wasm'] });
}

function onnx(name, title, { InferenceSession, Tensor }, options) {
  return {
    name,
    title,
    version: versionOf('onnxruntime-common'),
    async open(model, [x], weights) {
      if (model.task !== 'predict') return 'it does not train';
      const session = await InferenceSession.create(encodeModel(model, weights), options);
      const { batchSize } = model;
      const run = async (rows) => {
        const { shape, data } = head(x, rows);
        const width = data.length / rows;
        const outputs = [];
        for (let from = 0; from < rows; from += batchSize) {
          const to = Math.min(from + batchSize, rows);
          const input = new Tensor('float32', data.subarray(from * width, to * width), [to - from, ...shape.slice(1)]);
          const { output } = await session.run({ input });
          outputs.push(...output.data);
        }
        return outputs;
      };
      return {
        async predict(rows, repetitions) {
          const stop = stopwatch();
          for (let r = 0; r < repetitions; r++) await run(rows);
          return stop();
        },
        predictions: run,
        close: () => session.release(),
      };
    },
    close() {},
  };
}

/** The bytes of a ModelProto: LSTM works on (steps, batch, features), so the first node transposes. */
function encodeModel({ inputShape, layers }, weights) {
  const nodes = [];
  const initializers = [];
  const rest = [...weights];
  const constant = (id, shape, values) => {
    initializers.push(tensorProto(id, shape, values));
    return id;
  };
  const axes = (id, axis) => {
    initializers.push(
      message([
        varint(1, 1),
        varint(2, 7),
        text(8, id),
        bytes(9, new Uint8Array(new BigInt64Array([BigInt(axis)]).buffer)),
      ]),
    );
    return id;
  };
  nodes.push(node('Transpose', ['input'], ['sequence'], [intsAttribute('perm', [1, 0, 2])]));
  let value = 'sequence';
  for (const [i, { type, units, returnSequences }] of layers.entries()) {
    const out = i === layers.length - 1 ? 'output' : `value${i}`;
    if (type === 'dense') {
      const [kernel, bias] = rest.splice(0, 2);
      const names = [constant(`kernel${i}`, kernel.shape, kernel.data), constant(`bias${i}`, bias.shape, bias.data)];
      nodes.push(node('Gemm', [value, ...names], [out]));
    } else {
      const [kernel, recurrent, bias] = rest.splice(0, 3);
      const both = new Float32Array(8 * units);
      both.set(gates(bias.data, 1, units));
      const names = [
        constant(`W${i}`, [1, 4 * units, kernel.shape[0]], gates(kernel.data, kernel.shape[0], units)),
        constant(`R${i}`, [1, 4 * units, units], gates(recurrent.data, units, units)),
        constant(`B${i}`, [1, 8 * units], both),
      ];
      const outputs = returnSequences ? [`Y${i}`] : ['', `Y${i}`];
      nodes.push(node('LSTM', [value, ...names], outputs, [intAttribute('hidden_size', units)]));
      nodes.push(node('Squeeze', [`Y${i}`, axes(`axes${i}`, returnSequences ? 1 : 0)], [out]));
    }
    value = out;
  }
  const graph = message([
    ...nodes.map((one) => bytes(1, one)),
    text(2, 'model'),
    ...initializers.map((one) => bytes(5, one)),
    bytes(11, valueInfo('input', ['batch', ...inputShape])),
    bytes(12, valueInfo('output', ['batch', layers.at(-1).units])),
  ]);
  return message([varint(1, 8), bytes(7, graph), bytes(8, message([text(1, ''), varint(2, 14)]))]);
}

/** Columns i f c o of Keras's matrix as rows i o f c. */
function gates(matrix, rows, units) {
  const result = new Float32Array(matrix.length);
  for (const [to, from] of [0, 3, 1, 2].entries()) {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        result[(to * units + unit) * rows + row] = matrix[row * 4 * units + from * units + unit];
      }
    }
  }
  return result;
}

// Protocol buffers: a message is a run of fields, each its number and kind, then its value.

function number(value) {
  const result = [];
  for (; value > 127; value = Math.floor(value / 128)) result.push(value % 128 | 128);
  return [...result, value];
}

function message(fields) {
  const result = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0));
  let at = 0;
  for (const field of fields) {
    result.set(field, at);
    at += field.length;
  }
  return result;
}

const varint = (field, value) => Uint8Array.from([...number(field * 8), ...number(value)]);
const bytes = (field, value) => message([Uint8Array.from([...number(field * 8 + 2), ...number(value.length)]), value]);
const text = (field, value) => bytes(field, new TextEncoder().encode(value));

const tensorProto = (name, shape, values) =>
  message([
    ...shape.map((n) => varint(1, n)),
    varint(2, 1),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);

const node = (type, inputs, outputs, attributes = []) =>
  message([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...attributes.map((one) => bytes(5, one)),
  ]);

const intAttribute = (name, value) => message([text(1, name), varint(3, value), varint(20, 2)]);
const intsAttribute = (name, values) => message([text(1, name), ...values.map((n) => varint(8, n)), varint(20, 7)]);

function valueInfo(name, dimensions) {
  const shape = dimensions.map((n) => bytes(1, typeof n === 'string' ? text(2, n) : varint(1, n)));
  return message([text(1, name), bytes(2, message([bytes(1, message([varint(1, 1), bytes(2, message(shape))]))]))]);
}
