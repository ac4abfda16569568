import { combineVerbs } from '../data/combine/index.js';
import { matrixSteps } from '../data/features/matrix/index.js';
import { featureSteps } from '../data/features/steps/index.js';
import { privacyActions } from '../data/privacy/actions/index.js';
import { qualityRules } from '../data/quality/rules/index.js';
import { sources } from '../data/sources/index.js';
import { splitStrategies } from '../data/splits/index.js';
import { metrics } from '../learning/metrics/index.js';
import { modelFamilies } from '../learning/models/index.js';
import { resamplers } from '../learning/resampling/index.js';
import { smallerMethods } from '../learning/smaller/index.js';
import { pruners, samplers } from '../learning/tuners/index.js';
import { parseSpace } from '../learning/tuners/parse-space.js';
import type { PluginCatalogue } from '../project/plugin-catalogue.js';
import { Registry } from '../registry.js';
import { packageFormats } from './formats/index.js';
import { importedModel } from './imports/import-candidate.js';
import { customModel } from './user-models/custom-model.js';

/** Every plug-in that stages use, for checking a project against. */
export const stagePlugins: Omit<PluginCatalogue, 'targets'> = {
  sources,
  privacyActions,
  splitStrategies,
  combineVerbs,
  qualityRules,
  featureSteps,
  matrixSteps,
  models: new Registry('model family', [...modelFamilies, customModel, importedModel]),
  resamplers,
  metrics,
  samplers,
  pruners,
  formats: packageFormats,
  smaller: smallerMethods,
  searchProblems: (search, sampler) => {
    const { space, problems } = parseSpace(search);
    return samplers.has(sampler) ? [...problems, ...samplers.get(sampler).check(space)] : problems;
  },
};
