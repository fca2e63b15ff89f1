import { checkInteger, isPlain, resolveOptions, withArgument } from '../options.js';
import type { Source, Target } from '../storage/index.js';
import { Callback, type Logs } from './callback.js';

export interface BackupAndRestoreOptions {
  /** A file, `indexeddb://name`, or a store of your own that can be read, written and removed. */
  backup?: Target & Source;
  /** Before each epoch but the first, or after so many batches. Default `'epoch'`. */
  saveFreq?: 'epoch' | number;
  /** Whether the backup is removed when training ends. Default true. */
  deleteCheckpoint?: boolean;
}

const defaults = {
  backup: undefined as unknown as Target & Source,
  saveFreq: 'epoch' as 'epoch' | number,
  deleteCheckpoint: true,
};

/**
 * Goes on where an interrupted `fit` was, with the same bits as without the interruption: call `fit` again with the same model,
 * data, options and callbacks. Unlike Keras's, it holds the random state, the batch, and what other callbacks remember; it may
 * stand anywhere in the list. A process killed while it writes leaves the backup before. Source:
 * `keras.callbacks.BackupAndRestore`.
 */
export class BackupAndRestore extends Callback {
  /** @internal */
  override readonly takesCheckpoints = true;
  private readonly options: typeof defaults;
  private batches = 0;

  constructor(backup: (Target & Source) | BackupAndRestoreOptions, options: BackupAndRestoreOptions = {}) {
    super();
    const isOptions = isPlain(backup) && !('write' in backup);
    this.options = resolveOptions(
      'BackupAndRestore',
      defaults,
      withArgument('BackupAndRestore', 'backup', backup, options, isOptions),
    );
    const { saveFreq } = this.options;
    if (!this.options.backup) throw new TypeError('BackupAndRestore: `backup` says where to write.');
    if (saveFreq !== 'epoch') checkInteger('BackupAndRestore', 'saveFreq', saveFreq);
  }

  override needsBatchLogs(): boolean {
    return false;
  }

  override async onTrainBegin(): Promise<void> {
    try {
      await this.model.loadCheckpoint(this.options.backup);
    } catch (error) {
      if ((error as Error).name !== 'NotFoundError') throw error;
    }
  }

  override onEpochBegin(epoch: number): Promise<void> | void {
    if (this.options.saveFreq === 'epoch' && epoch > 0) return this.model.saveCheckpoint(this.options.backup);
  }

  override onTrainBatchEnd(_batch: number, _logs?: Logs): Promise<void> | void {
    const { saveFreq, backup } = this.options;
    if (saveFreq !== 'epoch' && ++this.batches % saveFreq === 0) return this.model.saveCheckpoint(backup);
  }

  override async onTrainEnd(): Promise<void> {
    if (!this.options.deleteCheckpoint) return;
    const { discard } = await import('../storage/index.js');
    await discard(this.options.backup);
  }
}
