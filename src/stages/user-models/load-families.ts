import type { SavedModel } from '../../contracts/model.js';
import { filesOfUserModule } from '../../data/user-modules/load-user-module.js';
import { builtIn, Families } from '../../learning/models/families.js';
import { type CandidateSettings, moduleOf } from './custom-model.js';
import { carriedFamily, ownFamily } from './own-family.js';

type Candidates = Readonly<Record<string, CandidateSettings>>;

/** The families that the candidates of a project are of, the user's own loaded. Throws `data/user-module`. */
export async function familiesOf(candidates: Candidates, projectDir: string): Promise<Families> {
  const modules = modulesOf(candidates);
  if (modules.length === 0) return builtIn;
  return new Families(await Promise.all(modules.map((path) => ownFamily(path, projectDir))));
}

/** The families that a saved model is made of: from the code it carries, so that it is the code it was fitted with. */
export async function familiesIn({ modules = [] }: SavedModel): Promise<Families> {
  return modules.length === 0
    ? builtIn
    : new Families(await Promise.all(modules.map(carriedFamily)));
}

/** The local files that the user's own families consist of: what belongs into a fingerprint. */
export async function filesOfModels(
  candidates: Candidates,
  projectDir: string,
): Promise<readonly string[]> {
  const files = modulesOf(candidates).map((path) => filesOfUserModule(path, projectDir));
  return [...new Set((await Promise.all(files)).flat())];
}

function modulesOf(candidates: Candidates): readonly string[] {
  return [...new Set(Object.values(candidates).flatMap((candidate) => moduleOf(candidate) ?? []))];
}
