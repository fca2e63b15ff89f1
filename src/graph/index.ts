export { Arena, type Info, info, setThreads, theArena, useArena } from './arena.js';
export { type Argument, Graph, none, type Routine, Value, valueAt } from './graph.js';
export { Program } from './program.js';
export { type Numbers, runOnce } from './run.js';
export { Block, State, sameVariables, Variable } from './variable.js';
