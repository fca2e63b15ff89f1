/** A learning rate that changes with the number of updates. */
export abstract class LearningRateSchedule {
  abstract readonly className: string;
  /** The learning rate of update `step` = 0, 1, … */
  abstract at(step: number): number;
  abstract getConfig(): Record<string, unknown>;
}
