// What users see as `ops`: what losses and metrics of their own are made of. Names, defaults and meaning are those of `keras.ops`.
export * from './public-axes.js';
export * from './public-elements.js';
