import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModuleCode } from '../../contracts/module-code.js';
import { MlxError } from '../../errors/index.js';
import { importFiles, type UserModule } from './load-user-module.js';
import { lineAt, type ModuleFile, moduleGraph } from './module-graph.js';

/**
 * The code of a user's module and of all it imports from beside it, to be carried elsewhere. Throws `data/user-module` with the
 * place where it imports a package: those stay behind.
 */
export async function carriedModule(path: string, projectDir: string): Promise<ModuleCode> {
  const files = await moduleGraph(path, projectDir);
  const names = new Map(files.map(({ file, origin }) => [file, origin]));
  for (const file of files) refusePackages(file);
  return {
    path,
    files: files.map(({ origin, code, imports }) => ({
      file: origin,
      code,
      imports: imports.map((each) => ({ ...each, file: names.get(each.file) ?? each.file })),
    })),
  };
}

/** Loads a module from the code that was carried here. Nothing of it is left on disk. */
export async function loadCarriedModule({ path, files }: ModuleCode): Promise<UserModule> {
  const given = files.map(
    (each): ModuleFile => ({ ...each, origin: each.file, packages: [], usesMeta: false }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'mlx-module-'));
  try {
    return await importFiles(path, given, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refusePackages({ origin, code, packages }: ModuleFile): void {
  const [first] = packages;
  if (first === undefined) return;
  throw new MlxError(
    'data/user-module',
    `\`${origin}\` imports the package \`${first.name}\`, which is not there where the model answers`,
    {
      hints: [
        `Import it within \`fit\`: \`const it = await import('${first.name}')\``,
        'Or put what `predictor` needs into a file beside the module',
      ],
      place: { file: origin, ...lineAt(code, first.at) },
    },
  );
}
