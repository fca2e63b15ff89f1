import { invalid } from '../options.js';
import { F1Score, type F1ScoreOptions } from './f-score.js';

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as important recall is as precision. Default 1. */
  beta?: number;
}

/** (1 + beta²)·precision·recall / (beta²·precision + recall), for targets and predictions [batch, classes]. */
export class FBetaScore extends F1Score {
  protected override readonly beta: number;

  constructor({ beta = 1, ...options }: FBetaScoreOptions = {}) {
    super({ name: 'fbeta_score', ...options }, 'FBetaScore');
    if (!(beta > 0)) throw invalid('FBetaScore', 'beta', beta, 'a number above 0');
    this.beta = beta;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), beta: this.beta };
  }
}
