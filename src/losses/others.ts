// Those that have no names in `compile`.
export { CosineSimilarity } from './cosine-similarity.js';
export { BinaryFocalCrossentropy, CategoricalFocalCrossentropy } from './focal.js';
export { CategoricalHinge, Hinge, SquaredHinge } from './hinge.js';
export { KLDivergence, LogCosh, MeanSquaredLogarithmicError, Poisson } from './logarithmic.js';
export { Dice, Tversky } from './overlap.js';
