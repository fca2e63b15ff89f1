// What only few calls need, one chunk that is loaded by the first of them. Nothing here imports anything else that
// runs, so that what pages load at once stays in one piece.
export { resume } from './checkpoint.js';
export { report, table } from './profile-report.js';
export { openStream } from './stream.js';
