export { type ErrorCode, errorCatalogue } from './catalogue.js';
export type { ErrorEntry } from './codes/entry.js';
export { type ExitReason, exitCodes } from './exit-codes.js';
export { MlxError, type MlxErrorOptions, type Place, type Problem } from './mlx-error.js';
export { nearestWord } from './nearest-word.js';
