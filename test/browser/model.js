import { Dense, Input, LSTM, Sequential, setRandomSeed } from '../../dist/index.js';

/** What pages and their workers train. */
export function build(units) {
  setRandomSeed(5);
  const model = new Sequential([Input({ shape: [20, 8] }), new LSTM(units), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}
