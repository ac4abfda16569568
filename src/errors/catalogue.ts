import { cliCodes } from './codes/cli.js';
import { columnCodes } from './codes/columns.js';
import { combineCodes } from './codes/combine.js';
import { costCodes } from './codes/cost.js';
import { dataCodes } from './codes/data.js';
import { dataFileCodes } from './codes/data-files.js';
import { deliveryCodes } from './codes/delivery.js';
import type { ErrorEntry } from './codes/entry.js';
import { evaluationCodes } from './codes/evaluation.js';
import { featuresCodes } from './codes/features.js';
import { forecastCodes } from './codes/forecast.js';
import { imageCodes } from './codes/images.js';
import { importCodes } from './codes/imports.js';
import { initCodes } from './codes/init.js';
import { learningCodes } from './codes/learning.js';
import { pipelineCodes } from './codes/pipeline.js';
import { privacyCodes } from './codes/privacy.js';
import { projectCodes } from './codes/project.js';
import { qualityCodes } from './codes/quality.js';
import { registryCodes } from './codes/registry.js';
import { schemaCodes } from './codes/schema.js';
import { signingCodes } from './codes/signing.js';
import { smallerCodes } from './codes/smaller.js';
import { sourceCodes } from './codes/source.js';
import { targetCodes } from './codes/target.js';
import { taskCodes } from './codes/task.js';
import { tuningCodes } from './codes/tuning.js';

/** Every failure mlx can explain, by its stable code: what `mlx explain CODE` prints. */
export const errorCatalogue = {
  ...cliCodes,
  ...initCodes,
  ...projectCodes,
  ...dataCodes,
  ...columnCodes,
  ...qualityCodes,
  ...schemaCodes,
  ...dataFileCodes,
  ...sourceCodes,
  ...privacyCodes,
  ...combineCodes,
  ...featuresCodes,
  ...learningCodes,
  ...importCodes,
  ...taskCodes,
  ...forecastCodes,
  ...tuningCodes,
  ...evaluationCodes,
  ...pipelineCodes,
  ...targetCodes,
  ...deliveryCodes,
  ...smallerCodes,
  ...registryCodes,
  ...signingCodes,
  ...imageCodes,
  ...costCodes,
} as const satisfies Readonly<Record<string, ErrorEntry>>;

export type ErrorCode = keyof typeof errorCatalogue;
