export { Arena, theArena } from './arena.js';
export { Graph, none, Value } from './graph.js';
export { type CallTime, Program } from './program.js';
export { Block, Variable } from './variable.js';
