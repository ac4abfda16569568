import { budgetHasAPrice } from './budget-has-a-price.js';
import { candidatesSuitTheTask } from './candidates-suit-the-task.js';
import { deployTargetServes } from './deploy-target-serves.js';
import { ensemblesHaveMembers } from './ensembles-have-members.js';
import { fallbackIsAnAnswer } from './fallback-is-an-answer.js';
import { foldsAreThere } from './folds-are-there.js';
import { forecastLooksAhead } from './forecast-looks-ahead.js';
import { labelsAreNamed } from './labels-are-named.js';
import { metricsSuitTheTask } from './metrics-suit-the-task.js';
import { namesAreKnown } from './names-are-known.js';
import { objectivesSuitTheSearch } from './objectives-suit-the-search.js';
import { probabilitiesBecomeLabels } from './probabilities-become-labels.js';
import { protectedIsNoFeature } from './protected-is-no-feature.js';
import { requirementsSayWhat } from './requirements-say-what.js';
import type { Rule } from './rule.js';
import { sampleIsShareOrRows } from './sample-is-share-or-rows.js';
import { searchedSettingsExist } from './searched-settings-exist.js';
import { searchedValuesFit } from './searched-values-fit.js';
import { smallerCanBeJudged } from './smaller-can-be-judged.js';
import { splitAddsUp } from './split-adds-up.js';
import { splitHasItsColumns } from './split-has-its-columns.js';
import { targetIsNoFeature } from './target-is-no-feature.js';

/** To add a rule: write its file, add its line. */
export const rules: readonly Rule[] = [
  budgetHasAPrice,
  candidatesSuitTheTask,
  deployTargetServes,
  ensemblesHaveMembers,
  fallbackIsAnAnswer,
  foldsAreThere,
  forecastLooksAhead,
  labelsAreNamed,
  metricsSuitTheTask,
  namesAreKnown,
  objectivesSuitTheSearch,
  probabilitiesBecomeLabels,
  protectedIsNoFeature,
  requirementsSayWhat,
  sampleIsShareOrRows,
  searchedSettingsExist,
  searchedValuesFit,
  smallerCanBeJudged,
  splitAddsUp,
  splitHasItsColumns,
  targetIsNoFeature,
];
