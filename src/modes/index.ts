export { type FastModeOptions, useFastMode } from './fast.js';
export { useRelaxedMode } from './relaxed.js';
