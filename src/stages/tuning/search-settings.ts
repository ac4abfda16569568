import type { Json } from '../../contracts/json.js';
import type { Project } from '../../project/project.js';
import type { TuneSettings } from '../../project/project-schema.js';
import { minutesOf, priceOf } from '../fits/budget.js';
import type { LearningSettings } from '../learning-settings.js';
import { split } from '../split.js';

/** What is said of the search itself. */
export function searchSettings(project: Project) {
  const wanted = project.tune ?? unsearched;
  const { strategy, params, seed, target } = split.settings(project);
  const isPaid = wanted.budget?.usd !== undefined;
  return {
    ...{ sampler: wanted.sampler, pruner: wanted.pruner, trials: wanted.trials },
    ...{ parallel: wanted.parallel, crossValidate: wanted.cross_validate },
    minutes: minutesOf(wanted.budget, project),
    usdPerHour: isPaid ? orNull(priceOf(project)?.usd_per_hour) : null,
    patience: orNull(wanted.patience),
    memoryLimit: orNull(wanted.memory_limit_mb),
    objectives: orNull(wanted.objectives) as Json,
    choose: orNull(wanted.choose) as Json,
    confirm: orNull(wanted.confirm?.repeats),
    split: wanted.confirm === undefined ? null : { strategy, params, seed, target },
    search: wanted.search as Json,
  };
}

const unsearched: TuneSettings = {
  ...{ search: 'auto', sampler: 'random', pruner: 'none', trials: 1, parallel: 1 },
  cross_validate: false,
};

function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}

export type SearchSettings = ReturnType<typeof searchSettings>;

/** The settings of learning, and what is wished of the search. */
export function apart(settings: LearningSettings & SearchSettings) {
  const { sampler, pruner, trials, parallel, minutes, usdPerHour, patience, ...rest } = settings;
  const {
    memoryLimit,
    crossValidate,
    objectives,
    choose,
    confirm,
    split: parts,
    search,
    ...learning
  } = rest;
  const wish = { sampler, pruner, trials, parallel, minutes, usdPerHour, patience, memoryLimit };
  return {
    learning,
    wish: { ...wish, crossValidate, objectives, choose, confirm, split: parts, search },
  };
}
