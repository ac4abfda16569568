import type { JsonObject } from '../contracts/json.js';
import { MlxError, type Problem } from '../errors/index.js';
import { metrics } from '../learning/metrics/index.js';
import { samplers } from '../learning/tuners/index.js';
import { defineStage } from '../pipeline/stage.js';
import { type TrialRecord, tuning } from './artifact-files.js';
import { fitCandidate, isBetter, JobCompute } from './fit-candidate.js';
import { parentOf } from './fits/do-fit.js';
import { partsOf } from './fits/members.js';
import { prepareLearning } from './learning.js';
import { filesOfLearning, labelsOf, learningSettings, withParams } from './learning-settings.js';
import { type Search, searchesOf } from './searches.js';
import { TrialLog } from './trial-log.js';

/** Searches the settings of the candidates for what is best on validation. */
export const tune = defineStage({
  name: 'tune',
  summary: 'search the settings of the candidates',
  needs: ['ingest', 'split'],
  version: 1,
  applies: ({ tune: wanted }) => wanted !== undefined,
  settings: (project) => ({
    ...learningSettings(project),
    sampler: project.tune?.sampler ?? 'random',
    trials: project.tune?.trials ?? 1,
    minutes: project.tune?.minutes ?? null,
    search: (project.tune?.search ?? {}) as Record<string, JsonObject>,
  }),
  files: (settings, projectDir) => filesOfLearning(settings, projectDir),

  async run(job) {
    const { settings, output, emit, signal, scratch } = job;
    const { seed, candidates, trials: limit, minutes } = settings;
    const compute = new JobCompute(settings.backend, job);
    const learning = await prepareLearning(settings, job);
    const { task, metric } = learning;
    const { direction } = metrics.get(metric);
    const sampler = samplers.get(settings.sampler);
    const searches = searchesOf(settings.search, { sampler, candidates: Object.keys(candidates) });
    const log = await TrialLog.open(scratch);
    const deadline = minutes === null ? Infinity : performance.now() + minutes * 60_000;

    let stopped = `all ${limit} trials were made`;
    while (log.trials.length < limit) {
      signal.throwIfAborted();
      const number = log.trials.length;
      const next = nextPoint(searches, log, { seed, direction });
      if (next === undefined) {
        stopped = 'every point was tried';
        break;
      }
      if (performance.now() > deadline) {
        stopped = `the time of ${String(minutes)} min was used up`;
        break;
      }
      const candidate = candidates[next.candidate];
      if (candidate === undefined) throw new Error(`no candidate ${next.candidate} to search`);
      const { rows, places } = await learning.rowsFor(candidate);
      const fitting = fitCandidate(
        {
          name: next.candidate,
          settings: withParams(candidate, next.params),
          task,
          ...rows,
          metric,
          seed,
          labels: labelsOf(settings),
          ...parentOf(candidate, learning),
          families: learning.families,
          parts: partsOf(candidate, { candidates, families: learning.families, places }),
        },
        { compute, job: { signal, scratch, emit: () => undefined } },
        false,
      );
      const trial = await settled(fitting, { number, ...next });
      await log.add(trial);
      const best = bestOf(log.trials, metric);
      emit({
        type: 'trial',
        number: number + 1,
        trials: limit,
        metric,
        value: trial.score ?? Number.NaN,
        best: best?.score ?? Number.NaN,
      });
    }

    await learning.close();
    const best = bestOf(log.trials, metric);
    if (best === undefined) throw allFailed(log.trials);
    await tuning.write(output, {
      metric,
      direction,
      trials: log.trials,
      best: bestByCandidate(log.trials, metric),
      stopped,
    });
    return {
      facts: [
        { name: 'trials', value: log.trials.length },
        { name: `best validation ${metric}`, value: best.score },
        ...Object.entries(best.params).map(([name, value]) => ({
          name: `${best.candidate}.${name}`,
          value: typeof value === 'number' ? value : JSON.stringify(value),
        })),
      ],
      ...compute.facts,
    };
  },
});

type NextPoint = Pick<TrialRecord, 'candidate' | 'params'>;

/** Candidates take turns; one whose space is exhausted passes. */
function nextPoint(
  searches: readonly Search[],
  { trials }: TrialLog,
  request: { readonly seed: number; readonly direction: 'higher' | 'lower' },
): NextPoint | undefined {
  for (let turn = 0; turn < searches.length; turn++) {
    const search = searches[(trials.length + turn) % searches.length];
    const params = search?.next(trials, request);
    if (search !== undefined && params !== undefined)
      return { candidate: search.candidate, params };
  }
  return undefined;
}

/** A trial that diverges is a failed trial, not a failed search. */
async function settled(
  fitting: Promise<{ readonly score: number }>,
  trial: Omit<TrialRecord, 'score'>,
): Promise<TrialRecord> {
  try {
    const { score } = await fitting;
    if (Number.isFinite(score)) return { ...trial, score };
    return { ...trial, score: null, problem: 'the metric has no value' };
  } catch (error) {
    if (!(error instanceof MlxError) || error.code !== 'learning/diverged') throw error;
    return { ...trial, score: null, problem: error.message };
  }
}

type Scored = TrialRecord & { readonly score: number };

function bestOf(trials: readonly TrialRecord[], metric: string): Scored | undefined {
  return trials
    .filter((trial): trial is Scored => trial.score !== null)
    .reduce<Scored | undefined>(
      (best, trial) =>
        best === undefined || isBetter(metric, trial.score, best.score) ? trial : best,
      undefined,
    );
}

function bestByCandidate(
  trials: readonly TrialRecord[],
  metric: string,
): Readonly<Record<string, JsonObject>> {
  const names = [...new Set(trials.map(({ candidate }) => candidate))];
  const entries = names.flatMap((name) => {
    const own = trials.filter(({ candidate }) => candidate === name);
    const best = bestOf(own, metric);
    return best === undefined ? [] : [[name, best.params] as const];
  });
  return Object.fromEntries(entries);
}

function allFailed(trials: readonly TrialRecord[]): MlxError {
  const problems = trials.map(
    ({ number, problem }): Problem => ({
      code: 'learning/no-trial',
      message: `Trial ${number + 1}: ${problem ?? 'failed'}`,
    }),
  );
  return new MlxError('learning/no-trial', 'No trial of the search gave a model', {
    problems: problems.slice(0, 5),
    hints: ['Narrow the ranges under `tune.search`, a learning rate most of all'],
  });
}
