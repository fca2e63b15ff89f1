// Trains three small models from one seed and prints a hash of their weights: the same in every engine.
//
//   node bench/hash.js [fast] [relaxed] [--json]   in a mode; as text, or with all predictions
import { trainAll } from '../consumers/lesson.js';
import * as markhor from '../dist/index.js';
import { useFastMode, useRelaxedMode } from '../dist/modes/index.js';

const words = process.argv.slice(2);
const relaxed = words.includes('relaxed');
if (words.includes('fast')) useFastMode({ relaxed });
else if (relaxed) useRelaxedMode();

const results = await trainAll(markhor);
if (words.includes('--json')) console.log(JSON.stringify(results));
else for (const { name, hash } of results) console.log(`${name.padEnd(18)}${hash}`);
