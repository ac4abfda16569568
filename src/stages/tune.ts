import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { holdWorkLock } from '../artifacts/work-lock.js';
import type { Emit } from '../contracts/events.js';
import { learningStage } from '../learning/learning-version.js';
import type { Metric } from '../learning/metrics/metric.js';
import { samplers } from '../learning/tuners/index.js';
import { defineStage, type Job, type StageResult } from '../pipeline/stage.js';
import { spokenOnce } from './fits/run-fits.js';
import { prepareLearning } from './learning.js';
import { type LearningSettings, learningSettings } from './learning-settings.js';
import { type Search, searchesOf, type WrittenSearch } from './searches.js';
import {
  type Conclusion,
  conclude,
  contendersOf,
  costsOf,
  keptOf,
  spacesOf,
} from './tuning/conclude.js';
import { confirmWinner } from './tuning/confirm.js';
import { foldsOfSplit, foldsToConfirm } from './tuning/confirm-folds.js';
import {
  byMetric,
  type Choice,
  type Objective,
  objectivesOf,
  type WrittenObjective,
} from './tuning/objectives.js';
import { runSearch } from './tuning/run-search.js';
import { SearchBudget } from './tuning/search-budget.js';
import { filesOfSearch, folderOfSearch, withoutSearched } from './tuning/search-identity.js';
import { apart, type SearchSettings, searchSettings } from './tuning/search-settings.js';
import { keptWords, tellOfConfirmation, tellOfSearch } from './tuning/search-words.js';
import { tellOfTrial } from './tuning/tell-of-trial.js';
import { TrialSlot } from './tuning/trial-slot.js';
import { TrialStore } from './tuning/trial-store.js';
import { trialCosts, tuning } from './tuning/tuning-artifact.js';

/** Searches the settings of the candidates for what is best on validation. */
export const tune = defineStage({
  name: 'tune',
  summary: 'search the settings of the candidates',
  needs: ['ingest', 'split'],
  version: learningStage(3),
  applies: ({ tune: wanted }) => wanted !== undefined,
  settings: (project) => ({ ...learningSettings(project), ...searchSettings(project) }),
  files: (settings, projectDir) => filesOfSearch(settings, projectDir),

  async run(job) {
    const { settings, output, emit } = job;
    const { learning, wish } = apart(settings);
    const prepared = await prepareLearning(learning, job);
    const { metric, families } = prepared;
    await prepared.close();
    const written = wish.objectives as readonly WrittenObjective[] | null;
    const objectives = await objectivesOf(written, metric, job.projectDir);
    const searches = searchesOf(wish.search as WrittenSearch, {
      ...{ sampler: samplers.get(wish.sampler), candidates: learning.candidates, families },
    });
    const search = await openSearch({ learning, wish, searches }, job);
    try {
      const { stopped, conclusion } = await searched(
        { ...search, learning, wish, searches, objectives },
        job,
      );
      const costs = costsOf(search.store.trials, wish);
      const choose = wish.choose as unknown as Choice | null;
      tellOfSearch(conclusion, { objectives, choose, stopped, costs, emit });
      const confirmation = await confirmed(
        conclusion,
        { ...search, learning, wish, objectives, metric },
        job,
      );
      const { winner, best, front, trials } = conclusion;
      const [first] = objectives as readonly [Objective];
      await trialCosts.write(output, costs);
      await tuning.write(output, {
        ...{ metric: first.name, direction: first.direction, objectives },
        ...{ sampler: wish.sampler, pruner: wish.pruner, spaces: spacesOf(searches) },
        ...{ trials, stopped, winner: pointOf(winner), decides: objectives.length > 1 },
        choose,
        best: confirmation?.kept === 'as written' ? { ...best, [winner.candidate]: {} } : best,
        front: front.map(({ number }) => number),
        ...(confirmation !== undefined && { confirmation }),
      });
      const isBest = wish.choose === null;
      return resultOf(conclusion, { objectives, folds: search.folds !== null, isBest });
    } catch (error) {
      if (job.signal.aborted) emit(keptWords(search.store.trials));
      throw error;
    } finally {
      await Promise.all(search.slots.map((slot) => slot.close()));
      await search.release();
      await rm(join(job.scratch, 'folds'), { recursive: true, force: true });
    }
  },
});

type TuneJob = Job<LearningSettings & SearchSettings, 'ingest' | 'split'>;
type Wishes = ReturnType<typeof apart>;

/** The store with what is known, and the processes that trials will run in. */
async function openSearch(
  { learning, wish, searches }: Wishes & { readonly searches: readonly Search[] },
  job: TuneJob,
) {
  const { sampler, pruner, crossValidate, objectives, search, memoryLimit, parallel } = wish;
  const decisive = {
    ...{ learning: withoutSearched(learning, searches), sampler, pruner, crossValidate },
    ...{ objectives, search, memoryLimit },
  };
  const folder = await folderOfSearch(decisive, {
    ...{ projectDir: job.projectDir, inputs: job.inputs },
    files: await filesOfSearch(job.settings, job.projectDir),
  });
  const folds = crossValidate ? ((await foldsOfSplit(job.inputs.split)) ?? null) : null;
  // Another mlx may make the same search for more trials, as another artifact.
  const release = await holdWorkLock(join(folder, 'search.lock'), {
    onWait: (pid) =>
      job.emit({ type: 'note', text: `waits for process ${pid}, which makes the same search` }),
    signal: job.signal,
  });
  const store = await TrialStore.open(folder);
  const settings = { learning, folds: join(job.scratch, 'folds'), isOneOfSeveral: parallel > 1 };
  const world = { ...job, emit: spokenOnce(ofTrials(job.emit)) };
  const slots = Array.from(
    { length: Math.min(parallel, Math.max(1, wish.trials)) },
    (_, place) => new TrialSlot(place, { settings, memoryLimit }, world),
  );
  return { store, slots, folds, release };
}

/** Losses of trials are not shown one by one. */
function ofTrials(emit: Emit): Emit {
  return (event) => {
    if (event.type !== 'epoch' && event.type !== 'progress') emit(event);
  };
}

type OpenSearch = Awaited<ReturnType<typeof openSearch>> &
  Wishes & { readonly objectives: readonly Objective[] };

async function searched(
  {
    learning,
    wish,
    objectives,
    store,
    slots,
    folds,
    searches,
  }: OpenSearch & { readonly searches: readonly Search[] },
  { signal, emit }: TuneJob,
): Promise<{ readonly stopped: string; readonly conclusion: Conclusion }> {
  const known = store.trials.filter(({ outcome }) => outcome !== undefined).length;
  if (known > 0) {
    emit({ type: 'note', text: `goes on after ${known} trials made before`, isNotable: true });
  }
  if (known < wish.trials) for (const slot of slots) slot.start();
  const budget = new SearchBudget(wish, store.trials);
  const stopped = await runSearch(
    {
      ...{ learning, searches, objectives, folds, trials: wish.trials, patience: wish.patience },
      pruner: wish.pruner === 'none' ? null : wish.pruner,
    },
    {
      ...{ store, slots, signal, budget },
      tell: (trial) =>
        tellOfTrial(trial, {
          ...{ store, objectives, trials: wish.trials, searches, emit },
          left: leftOf(budget, wish.usdPerHour),
        }),
    },
  );
  const firstError = slots.find((slot) => slot.firstError !== undefined)?.firstError;
  const choose = wish.choose as unknown as Choice | null;
  const made = store.trials.slice(0, lastOf(store.trials, wish.trials));
  return { stopped, conclusion: conclude(made, { objectives, choose, firstError }) };
}

function leftOf({ left: seconds }: SearchBudget, usdPerHour: number | null) {
  if (seconds === Infinity) return undefined;
  return { seconds, ...(usdPerHour !== null && { usd: (seconds / 3600) * usdPerHour }) };
}

/** A search that is asked for fewer trials than it has made comes to what the first of them came to. */
function lastOf(trials: TrialStore['trials'], wanted: number): number {
  let made = 0;
  for (const [at, { as }] of trials.entries()) {
    if (as === undefined && ++made > wanted) return at;
  }
  return trials.length;
}

async function confirmed(
  conclusion: Conclusion,
  { learning, wish, objectives, store, slots, metric }: OpenSearch & { readonly metric: Metric },
  job: TuneJob,
) {
  if (wish.confirm === null || wish.split === null) return undefined;
  const folds = await foldsToConfirm(wish.confirm, wish.split, job);
  const objective = objectives.find(({ kind }) => kind === 'metric') ?? byMetric(metric);
  const confirmation = await confirmWinner(
    contendersOf(conclusion),
    { learning, objective, folds },
    { store, slots, signal: job.signal },
  );
  const kept = keptOf(confirmation);
  tellOfConfirmation(confirmation, { kept, emit: job.emit });
  return { ...confirmation, kept };
}

function pointOf({ number, candidate, params }: Conclusion['winner']) {
  return { number, candidate, params };
}

function resultOf(
  { trials, winner }: Conclusion,
  {
    objectives,
    folds,
    isBest,
  }: {
    readonly objectives: readonly Objective[];
    readonly folds: boolean;
    /** Whether the winner is the best by the first objective, and not chosen in another way. */
    readonly isBest: boolean;
  },
): StageResult {
  return {
    facts: [
      { name: 'trials', value: trials.length },
      ...objectives.map(({ kind, name, title }, at) => ({
        // What a model takes is not measured on rows of validation.
        name: `${at === 0 && isBest ? 'best ' : ''}${kind === 'metric' ? `${folds ? 'folds' : 'validation'} ${name}` : title}`,
        value: winner.values[at] ?? Number.NaN,
      })),
      ...Object.entries(winner.params).map(([name, value]) => ({
        name: `${winner.candidate}.${name}`,
        value: typeof value === 'number' ? value : JSON.stringify(value),
      })),
    ],
  };
}
