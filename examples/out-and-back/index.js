// Out to Keras and back: a model is trained a little here, goes on in Keras with JAX on four (simulated) devices, and
// comes back to predict.
//
//   npm run example:out-and-back      needs Python with Keras and JAX: pip install keras jax h5py; $PYTHON says which
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Adam, Dense, loadModel, LSTM, Sequential, setRandomSeed } from 'markhor';

const folder = mkdtempSync(join(tmpdir(), 'markhor-'));
const [there, back] = [join(folder, 'there.keras'), join(folder, 'back.keras')];

// The next value of a wave from the last 20.
const steps = 20;
const wave = (t) => Math.sin(t / 5) * Math.cos(t / 17);
const windows = Array.from({ length: 512 }, (_, i) => Array.from({ length: steps }, (_, j) => [wave(i + j)]));
const next = windows.map((_, i) => [wave(i + steps)]);

setRandomSeed(1);
const model = new Sequential([new LSTM(16, { inputShape: [steps, 1] }), new Dense(1)]);
model.compile({ optimizer: new Adam({ learningRate: 0.005 }), loss: 'mse' });
const { history } = await model.fit(windows, next, { epochs: 3, verbose: 0 });
console.log(`here:  loss ${history.loss.map((loss) => loss.toFixed(5)).join(', ')}`);
await model.save(there);

const python = process.env.PYTHON ?? 'python3';
const script = fileURLToPath(new URL('continue.py', import.meta.url));
const { status, error } = spawnSync(python, [script, there, back], { stdio: 'inherit' });
if (error || status !== 0) {
  console.error(
    `\n${python} could not go on. It needs Keras with JAX: pip install keras jax h5py. PYTHON=… names another.`,
  );
  process.exitCode = 1;
} else {
  const returned = await loadModel(back);
  const loss = await returned.evaluate(windows, next, { verbose: 0 });
  console.log(`back:  loss ${loss.toFixed(5)}, ${returned.optimizer.iterations} steps in all`);
  const [[prediction]] = returned.predict([windows[100]]).toArray();
  console.log(`       predicts ${prediction.toFixed(4)}, where ${wave(100 + steps).toFixed(4)} comes`);
}
rmSync(folder, { recursive: true });
