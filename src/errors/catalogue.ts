import { cliCodes } from './codes/cli.js';
import { costCodes } from './codes/cost.js';
import { dataCodes } from './codes/data.js';
import { deliveryCodes } from './codes/delivery.js';
import type { ErrorEntry } from './codes/entry.js';
import { learningCodes } from './codes/learning.js';
import { pipelineCodes } from './codes/pipeline.js';
import { projectCodes } from './codes/project.js';
import { targetCodes } from './codes/target.js';

/** Every failure mlx can explain, by its stable code: what `mlx explain CODE` prints. */
export const errorCatalogue = {
  ...cliCodes,
  ...projectCodes,
  ...dataCodes,
  ...learningCodes,
  ...pipelineCodes,
  ...targetCodes,
  ...deliveryCodes,
  ...costCodes,
} as const satisfies Readonly<Record<string, ErrorEntry>>;

export type ErrorCode = keyof typeof errorCatalogue;
