import type { Reading } from '../../contracts/matrix.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import type { Part } from '../../learning/models/ensembles/compose.js';
import type { Families } from '../../learning/models/families.js';
import type { ModelFamily } from '../../learning/models/model-family.js';
import { type CandidateSettings, familyName, familyParams } from '../user-models/custom-model.js';

export type Candidates = Readonly<Record<string, CandidateSettings>>;

/** A way of reading columns; a model made elsewhere has one of its own. */
export type Way = Reading | `given:${string}`;

/** Where the columns of each way of reading stand in a matrix. */
export type Places = ReadonlyMap<Way, { readonly start: number; readonly width: number }>;

/** The candidates an ensemble is made of; those that are not there are found when it is fitted. */
function membersOf({ of }: CandidateSettings, candidates: Candidates): readonly string[] {
  const names = (Array.isArray(of) ? of : [of]) as readonly string[];
  return names.filter((name) => Object.hasOwn(candidates, name));
}

/** The ways of reading columns that a candidate needs: its own, or those of the candidates it is made of. */
export function readingsOf(
  candidate: CandidateSettings,
  { candidates, families }: { readonly candidates: Candidates; readonly families: Families },
): readonly Way[] {
  const family = families.get(familyName(candidate));
  if (family.composes !== true) return [wayOf(family)];
  const needed = membersOf(candidate, candidates).map((name) =>
    wayOf(families.get(familyName(candidates[name] as CandidateSettings))),
  );
  return needed.length === 0 ? [family.reads] : [...new Set(needed)].toSorted().toReversed();
}

/** Whether a way of reading is that of a model made elsewhere. */
export function isGiven(way: Way): way is Exclude<Way, Reading> {
  return way.startsWith('given:');
}

function wayOf({ name, reads, given }: ModelFamily): Way {
  return given === undefined ? reads : `given:${name}`;
}

/** What an ensemble is made of, in the matrix it is given. */
export function partsOf(
  candidate: CandidateSettings,
  {
    candidates,
    families,
    places,
  }: {
    readonly candidates: Candidates;
    readonly families: Families;
    readonly places: Places;
  },
): ReadonlyMap<string, Part> {
  const parts = membersOf(candidate, candidates).flatMap((name): [string, Part][] => {
    const member = candidates[name] as CandidateSettings;
    const params = familyParams(member);
    const family = families.get(familyName(member));
    const place = places.get(wayOf(family));
    if (place === undefined) throw new Error(`${name} was not read ${wayOf(family)}`);
    return [[name, { family, params: params as ValuesOf<Params>, ...place }]];
  });
  return new Map(parts);
}
