import type { JsonObject } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import { parseSpace } from '../learning/tuners/parse-space.js';
import type { Sampler } from '../learning/tuners/sampler.js';
import type { SearchSpace } from '../learning/tuners/search-space.js';
import type { TrialRecord } from './artifact-files.js';

/** The search over the settings of one candidate. */
export interface Search {
  readonly candidate: string;
  /** Params to try next, by name or `group.name`; undefined when the space is exhausted. */
  next(
    trials: readonly TrialRecord[],
    request: { readonly seed: number; readonly direction: 'higher' | 'lower' },
  ): JsonObject | undefined;
}

/** One search for each candidate that has searched settings; paths are like `candidates.net.dropout`. */
export function searchesOf(
  written: Readonly<Record<string, JsonObject>>,
  { sampler, candidates }: { readonly sampler: Sampler; readonly candidates: readonly string[] },
): readonly Search[] {
  return candidates.flatMap((candidate) => {
    const prefix = `candidates.${candidate}.`;
    const own = Object.entries(written)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, domain]) => [path.slice(prefix.length), domain]);
    if (own.length === 0) return [];
    const { space, problems } = parseSpace(Object.fromEntries(own) as typeof written);
    const all = [...problems, ...sampler.check(space)];
    if (all.length > 0) {
      throw new MlxError('tune/bad-space', `The search for \`${candidate}\` cannot be made`, {
        problems: all,
      });
    }
    return [searchOf(candidate, space, sampler)];
  });
}

function searchOf(candidate: string, space: SearchSpace, sampler: Sampler): Search {
  return {
    candidate,
    next(trials, request) {
      const history = trials
        .filter((trial) => trial.candidate === candidate)
        .map(({ params, score }, number) =>
          score === null
            ? { number, point: params, state: 'failed' as const }
            : { number, point: params, state: 'complete' as const, value: score },
        );
      return sampler.next(space, history, { ...request, number: history.length });
    },
  };
}
