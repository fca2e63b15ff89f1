import { type CallbackLike, CallbackList, type Logs, type TrainedModel } from '../../src/callbacks/index.js';
import { tensor } from '../../src/tensor.js';

/** A model whose only weight is the number of the epoch it is in. */
export function model(): TrainedModel & { weight: number } {
  return {
    weight: 0,
    stopTraining: false,
    getWeights() {
      return [tensor([this.weight])];
    },
    setWeights([weight]) {
      this.weight = weight.data[0];
    },
    async save() {},
    async saveWeights() {},
    async saveCheckpoint() {},
    async loadCheckpoint() {},
  };
}

export interface LoopOptions {
  /** One per epoch. */
  losses: number[];
  batches?: number;
  validation?: boolean;
  name?: string;
  optimizer?: TrainedModel['optimizer'];
}

/** The calls that training makes, without the training. */
export async function loop(callbacks: CallbackLike | CallbackLike[], options: LoopOptions) {
  const { losses, batches = 1, validation = false, name = 'loss', optimizer } = options;
  const trained = Object.assign(model(), { optimizer });
  const list = new CallbackList(callbacks, trained, { verbose: 0, epochs: losses.length, steps: batches });
  await list.call('onTrainBegin');
  let logs: Logs = {};
  for (const [epoch, loss] of losses.entries()) {
    trained.weight = epoch;
    await list.call('onEpochBegin', epoch);
    for (let batch = 0; batch < batches; batch++) {
      await list.call('onTrainBatchBegin', batch);
      await list.call('onTrainBatchEnd', batch, { [name]: loss });
    }
    logs = { [name]: loss };
    if (validation) {
      await list.call('onTestBegin');
      await list.call('onTestBatchBegin', 0);
      await list.call('onTestBatchEnd', 0, { [name]: loss });
      await list.call('onTestEnd', { [name]: loss });
      logs[`val_${name}`] = loss;
    }
    await list.call('onEpochEnd', epoch, logs);
    if (trained.stopTraining) break;
  }
  await list.call('onTrainEnd', logs);
  return trained;
}
