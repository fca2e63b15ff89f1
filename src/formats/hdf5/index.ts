export * from './nodes.js';
export { readHdf5 } from './read.js';
export { writeHdf5 } from './write.js';
