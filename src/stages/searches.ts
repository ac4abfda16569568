import type { Json, JsonObject } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import type { Families } from '../learning/models/families.js';
import { parseSpace } from '../learning/tuners/parse-space.js';
import type { Sampler, Trial } from '../learning/tuners/sampler.js';
import {
  contains,
  type Point,
  type SearchSpace,
  sizeOf,
  spaceOf,
} from '../learning/tuners/search-space.js';
import { isShared } from './tuning/points.js';
import { type CandidateSettings, familyName, moduleOf } from './user-models/custom-model.js';

/** Which ways the objectives of a search are better, and its seed. */
interface SearchRequest {
  readonly seed: number;
  readonly directions: readonly ('higher' | 'lower')[];
}

/** What is known of a trial when the next one is chosen; no values while it runs and when it failed. */
export interface PastTrial {
  readonly candidate: string;
  readonly params: JsonObject;
  readonly state: Trial['state'];
  readonly values?: readonly number[];
}

/**
 * The search over one candidate: its own params and the settings that all share. Candidates take turns, each with a history
 * of its own, because `train` goes on with the best of each: a sampler that soon favours one would leave the others untried,
 * and its model of the space is better without params that mean nothing for most trials.
 */
export interface Search {
  readonly candidate: string;
  readonly space: SearchSpace;
  /** Params to try next, by path; undefined when the space is exhausted. */
  next(trials: readonly PastTrial[], request: SearchRequest): JsonObject | undefined;
}

/** What is searched: as written under `tune.search`, or `auto`. */
export type WrittenSearch = Readonly<Record<string, JsonObject>> | 'auto';

interface SearchWorld {
  readonly sampler: Sampler;
  readonly candidates: Readonly<Record<string, CandidateSettings>>;
  readonly families: Families;
}

/**
 * One search for each candidate that has searched settings; paths are like `candidates.net.dropout` or `features.age.scale`.
 * Throws `tune/bad-space` when one cannot be made, or none.
 */
export function searchesOf(written: WrittenSearch, world: SearchWorld): readonly Search[] {
  const searches =
    written === 'auto' ? declaredSearches(world) : writtenSearches(withoutTrain(written), world);
  if (searches.length > 0) return searches;
  throw new MlxError('tune/bad-space', 'There is nothing to search', {
    hints: [
      'No candidate declares a range of its own; write what to try under `tune.search`',
      'An example: `candidates.net.learning_rate: { log: [0.001, 0.1] }`',
    ],
  });
}

/** `train.candidates.net.dropout` and `candidates.net.dropout` are the same. */
function withoutTrain(written: Readonly<Record<string, JsonObject>>): typeof written {
  const entries = Object.entries(written);
  return Object.fromEntries(
    entries.map(([path, domain]) => [path.replace(/^train\./, ''), domain]),
  );
}

/** What the families of the candidates say is worth trying. Ensembles have the params of their members as written. */
function declaredSearches({ sampler, candidates, families }: SearchWorld): readonly Search[] {
  return Object.entries(candidates).flatMap(([candidate, settings]) => {
    const { params } = families.get(familyName(settings));
    const space = spaceOf(params, moduleOf(settings) === undefined ? '' : 'params');
    return space.dimensions.length === 0 ? [] : [checked(candidate, space, sampler)];
  });
}

function writtenSearches(
  written: Readonly<Record<string, JsonObject>>,
  { sampler, candidates }: SearchWorld,
): readonly Search[] {
  const entries = Object.entries(written);
  const shared = entries.filter(([path]) => isShared(path));
  const isSearched = (name: string): boolean =>
    entries.some(([path]) => path.startsWith(`candidates.${name}.`));
  // Settings that all share are searched for those that are searched, or else for each.
  const names = Object.keys(candidates);
  const searched = names.some(isSearched) ? names.filter(isSearched) : names;
  return searched.flatMap((candidate) => {
    const prefix = `candidates.${candidate}.`;
    const own = entries
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, domain]) => [path.slice(prefix.length), within(domain, prefix)] as const);
    const lines = [...own, ...shared];
    if (lines.length === 0) return [];
    const { space, problems } = parseSpace(Object.fromEntries(lines));
    if (problems.length > 0) throw unusable(candidate, problems);
    return [checked(candidate, space, sampler)];
  });
}

/** A condition names its setting as all lines do; within a candidate its prefix goes without saying. */
function within(domain: JsonObject, prefix: string): JsonObject {
  const { when } = domain;
  if (typeof when !== 'object' || when === null || Array.isArray(when)) return domain;
  const entries = Object.entries(when as JsonObject).map(([path, value]): [string, Json] => [
    path.replace(/^train\./, '').startsWith(prefix)
      ? path.replace(/^train\./, '').slice(prefix.length)
      : path,
    value,
  ]);
  return { ...domain, when: Object.fromEntries(entries) };
}

function checked(candidate: string, space: SearchSpace, sampler: Sampler): Search {
  const problems = sampler.check(space);
  if (problems.length > 0) throw unusable(candidate, problems);
  return searchOf(candidate, space, sampler);
}

function unusable(candidate: string, problems: MlxError['problems']): MlxError {
  return new MlxError('tune/bad-space', `The search for \`${candidate}\` cannot be made`, {
    problems,
  });
}

function searchOf(candidate: string, space: SearchSpace, sampler: Sampler): Search {
  return {
    candidate,
    space,
    next(trials, { seed, directions }) {
      const history = trials
        .filter((trial) => trial.candidate === candidate)
        .map(({ params, state, values = [] }, number): Trial => {
          const [value] = values;
          const known = value !== undefined && {
            value,
            ...(directions.length > 1 && { values }),
          };
          return { number, point: params, state, ...known };
        });
      const [direction = 'higher'] = directions;
      const point = sampler.next(space, history, {
        ...{ seed, direction, number: history.length },
        ...(directions.length > 1 && { directions }),
      });
      return point === undefined ? undefined : inFewDigits(space, point);
    },
  };
}

/** A point whose numbers have six digits at most where any would do: they stand in tables, and in the project of who applies them. */
function inFewDigits({ dimensions }: SearchSpace, point: Point): Point {
  const domains = new Map(dimensions.map(({ path, domain }) => [path, domain]));
  const short = (path: string, value: Json): Json => {
    const domain = domains.get(path);
    if (typeof value !== 'number' || domain === undefined || sizeOf(domain) !== Infinity)
      return value;
    const rounded = Number(value.toPrecision(6));
    return contains(domain, rounded) ? rounded : value;
  };
  return Object.fromEntries(
    Object.entries(point).map(([path, value]) => [path, short(path, value)]),
  );
}
