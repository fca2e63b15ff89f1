// jax-js: the models written with its arrays, the LSTM's steps unrolled because it has no scan, one jitted training step.
// Its functions take ownership of their arguments: `.ref` where an array is used again.
import { stopwatch } from '../stopwatch.js';
import { versionOf } from './version.js';

export async function jax() {
  const library = await import('@jax-js/jax');
  const { jit, nn, numpy: np, valueAndGrad } = library;
  await library.init('wasm');
  library.defaultDevice('wasm');

  /** The layers' outputs. Consumes weights and x. */
  function forward(layers, weights, x) {
    const rest = [...weights];
    let value = x;
    for (const { type, units, activation, returnSequences } of layers) {
      if (type === 'dense') {
        const [kernel, bias] = rest.splice(0, 2);
        value = np.matmul(value, kernel).add(bias);
        if (activation === 'relu') value = nn.relu(value);
        continue;
      }
      const [kernel, recurrent, bias] = rest.splice(0, 3);
      const [batch, steps, features] = value.shape;
      const all = np
        .matmul(value.reshape([batch * steps, features]), kernel)
        .add(bias)
        .reshape([batch, steps, 4 * units]);
      let [h, c] = [undefined, undefined];
      const sequence = [];
      for (let t = 0; t < steps; t++) {
        let z = all.ref.slice([], t);
        if (h) z = z.add(np.matmul(h, recurrent.ref));
        const gate = (k) => z.ref.slice([], [k * units, (k + 1) * units]);
        const [i, f, g, o] = [nn.sigmoid(gate(0)), nn.sigmoid(gate(1)), np.tanh(gate(2)), nn.sigmoid(gate(3))];
        z.dispose();
        if (c) c = f.mul(c).add(i.mul(g));
        else {
          f.dispose();
          c = i.mul(g);
        }
        h = o.mul(np.tanh(c.ref));
        if (returnSequences) sequence.push(h.ref);
      }
      all.dispose();
      recurrent.dispose();
      c.dispose();
      if (returnSequences) {
        h.dispose();
        value = np.stack(sequence, 1);
      } else value = h;
    }
    return value;
  }

  function lossOf(layers, loss) {
    return (weights, x, y) => {
      const output = forward(layers, weights, x);
      if (loss === 'mse') return np.square(output.sub(y)).mean();
      return nn.logSoftmax(output).mul(y).sum(-1).mean().neg();
    };
  }

  const array = ({ shape, data }) => np.array(Float32Array.from(data)).reshape(shape);

  /** The samples from one to another as an array. */
  const cut = ({ shape, data }, from, to) => {
    const width = data.length / shape[0];
    return array({ shape: [to - from, ...shape.slice(1)], data: data.subarray(from * width, to * width) });
  };

  return {
    name: 'jax',
    title: 'jax-js Wasm',
    version: versionOf('@jax-js/jax'),
    async open({ layers, loss, batchSize }, [x, y], weights) {
      const gradient = valueAndGrad(lossOf(layers, loss));
      const step = jit((parameters, momenta, velocities, rate, inputs, targets) => {
        const [value, gradients] = gradient(
          parameters.map((one) => one.ref),
          inputs,
          targets,
        );
        const nextMomenta = momenta.map((m, i) => m.mul(0.9).add(gradients[i].ref.mul(0.1)));
        const nextVelocities = velocities.map((v, i) => v.mul(0.999).add(np.square(gradients[i]).mul(0.001)));
        const updated = parameters.map((p, i) => {
          const change = nextMomenta[i].ref.mul(rate.ref).div(np.sqrt(nextVelocities[i].ref).add(1e-7));
          return p.sub(change);
        });
        rate.dispose();
        return [value, updated, nextMomenta, nextVelocities];
      });
      const infer = jit((parameters, inputs) => forward(layers, parameters, inputs));
      let parameters = weights.map(array);
      const predictions = (inputs) => {
        const output = infer(
          parameters.map((one) => one.ref),
          inputs,
        );
        return (layers.at(-1).activation === 'softmax' ? nn.softmax(output) : output).dataSync();
      };
      return {
        async fit(rows, epochs) {
          for (const one of parameters) one.dispose();
          parameters = weights.map(array);
          let momenta = weights.map(({ shape }) => np.zeros(shape));
          let velocities = weights.map(({ shape }) => np.zeros(shape));
          const batches = [];
          for (let from = 0; from < rows; from += batchSize) {
            const to = Math.min(from + batchSize, rows);
            batches.push([cut(x, from, to), cut(y, from, to)]);
          }
          const stop = stopwatch();
          let t = 0;
          for (let epoch = 0; epoch < epochs; epoch++) {
            let last;
            for (const [inputs, targets] of batches) {
              t++;
              const rate = np.array([(0.001 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)]);
              last?.dispose();
              [last, parameters, momenta, velocities] = step(
                parameters,
                momenta,
                velocities,
                rate,
                inputs.ref,
                targets.ref,
              );
            }
            last.dataSync();
          }
          for (const one of parameters) one.ref.dataSync();
          const times = stop();
          for (const one of [...momenta, ...velocities, ...batches.flat()]) one.dispose();
          return times;
        },
        predict(rows, repetitions) {
          const batches = [];
          for (let from = 0; from < rows; from += batchSize)
            batches.push(cut(x, from, Math.min(from + batchSize, rows)));
          const stop = stopwatch();
          for (let r = 0; r < repetitions; r++) for (const batch of batches) predictions(batch.ref);
          const times = stop();
          for (const batch of batches) batch.dispose();
          return times;
        },
        predictions: (rows) => predictions(cut(x, 0, rows)),
        close() {
          for (const one of parameters) one.dispose();
        },
      };
    },
    close() {},
  };
}
