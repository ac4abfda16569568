import type { SavedModel } from '../../contracts/model.js';
import { filesOfUserModule } from '../../data/user-modules/load-user-module.js';
import { MlxError } from '../../errors/index.js';
import { Families } from '../../learning/models/families.js';
import type { ModelFamily } from '../../learning/models/model-family.js';
import type { ImportParams } from '../imports/foreign-model.js';
import { type ImportWorld, importFamily, savedImports } from '../imports/import-family.js';
import { filesOfImport } from '../imports/open-file.js';
import { type CandidateSettings, fileOf, moduleOf } from './custom-model.js';
import { carriedFamily, ownFamily } from './own-family.js';

type Candidates = Readonly<Record<string, CandidateSettings>>;

/**
 * The families that the candidates of a project are of: the user's own loaded, and those made elsewhere held against the table. Throws
 * `data/user-module`, `import/…`.
 */
export async function familiesOf(
  candidates: Candidates,
  projectDir: string,
  world: ImportWorld,
): Promise<Families> {
  const modules = modulesOf(candidates);
  const own: ModelFamily[] = await Promise.all(modules.map((path) => ownFamily(path, projectDir)));
  // One after another: a first one that fails is told alone.
  for (const params of importsOf(candidates)) {
    own.push(await importFamily(params, world, projectDir));
  }
  return new Families([savedImports, ...own]);
}

/** The families that a saved model is made of: from the code it carries, so that it is the code it was fitted with. */
export async function familiesIn({ modules = [] }: SavedModel): Promise<Families> {
  return new Families([savedImports, ...(await Promise.all(modules.map(carriedFamily)))]);
}

/** The local files that the user's own families and models made elsewhere consist of: what belongs into a fingerprint. */
export async function filesOfModels(
  candidates: Candidates,
  projectDir: string,
): Promise<readonly string[]> {
  const files = [
    ...modulesOf(candidates).map((path) => filesOfUserModule(path, projectDir)),
    ...importsOf(candidates).map(({ file }) => filesOfImport(file, projectDir)),
  ];
  return [...new Set((await Promise.all(files)).flat())];
}

function modulesOf(candidates: Candidates): readonly string[] {
  return [...new Set(Object.values(candidates).flatMap((candidate) => moduleOf(candidate) ?? []))];
}

/** A file is one family: two candidates that read it in different ways would be two of the same name. */
function importsOf(candidates: Candidates): readonly ImportParams[] {
  const known = new Map<string, ImportParams>();
  for (const [name, candidate] of Object.entries(candidates)) {
    if (fileOf(candidate) === undefined) continue;
    const { model: _, imbalance: __, ...params } = candidate;
    const wanted = params as unknown as ImportParams;
    const before = known.get(wanted.file);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(wanted)) {
      throw new MlxError(
        'import/file',
        `\`${name}\` takes \`${wanted.file}\` in another way than a candidate before it`,
        { hints: ['Give one of them a copy of the file, under another name'] },
      );
    }
    known.set(wanted.file, wanted);
  }
  return [...known.values()];
}
