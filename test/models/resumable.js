// A training that survives being killed: run it again and again until it prints the hash of its weights.
//
//   node test/models/resumable.js <backup file>
import { createHash } from 'node:crypto';
import { BackupAndRestore, Dense, Dropout, EarlyStopping, LSTM, Sequential, setRandomSeed } from '../../dist/index.js';

const [backup] = process.argv.slice(2);
setRandomSeed(5);
const model = new Sequential([
  new LSTM(6, { inputShape: [5, 2], dropout: 0.2, returnSequences: true }),
  new LSTM(4, { recurrentDropout: 0.2 }),
  new Dropout(0.3),
  new Dense(1),
]);
model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
const wave = (length, phase) => Float32Array.from({ length }, (_, i) => (((i * 7919 + phase) % 1009) / 1009) * 2 - 1);
const x = { shape: [70, 5, 2], data: wave(700, 3) };
const y = wave(70, 11);
const callbacks = [
  new EarlyStopping({ monitor: 'val_loss', patience: 100, restoreBestWeights: true }),
  ...(backup ? [new BackupAndRestore(backup, { saveFreq: 3 })] : []),
];
const history = await model.fit(x, y, { batchSize: 8, epochs: 40, validationSplit: 0.2, verbose: 0, callbacks });
const hash = createHash('sha256').update(JSON.stringify(history.history));
for (const { data } of model.getWeights()) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
console.log(hash.digest('hex'));
