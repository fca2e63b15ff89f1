export { type CsvOptions, parseCsv, type Table } from './csv.js';
export type { Source } from './files.js';
export { type Idx, type IdxArray, parseIdx } from './idx.js';
export type { Bytes, ImagesAndLabels, Mnist, MnistOptions } from './mnist.js';
export * as mnist from './mnist.js';
export { type TimeseriesOptions, timeseriesDatasetFromArray } from './timeseries.js';
