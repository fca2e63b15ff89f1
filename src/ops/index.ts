export { linear } from './linear.js';
export { type LstmOptions, type LstmResult, type LstmWeights, lstm } from './lstm.js';
export { matmul } from './matmul.js';
