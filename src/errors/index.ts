export { type ErrorCode, errorCatalogue } from './catalogue.js';
export { exitCodes } from './exit-codes.js';
export { MlxError, type Place, type Problem } from './mlx-error.js';
export { nearestWord } from './nearest-word.js';
