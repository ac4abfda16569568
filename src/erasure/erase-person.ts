import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { artifactFile } from '../artifacts/artifact-store.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { JsonObject } from '../contracts/json.js';
import { removeTokens } from '../data/privacy/vault/vault.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import { literal } from '../data/tables/sql.js';
import { erasePredictions } from './erase-predictions.js';
import { type ErasureWorld, type Found, findPerson, stageOf } from './find-person.js';
import { foldersIn, type HeldTable } from './held-tables.js';
import { removePassing } from './remove-passing.js';
import { finishSwap, withoutGolden } from './rewrite-package.js';
import type { Subject } from './subject.js';
import { coverText, withoutLines } from './text-files.js';
import { asSent, theirRows } from './their-rows.js';

/** What an erasure did. */
export interface Erased {
  /** Paths below the project, in order. */
  readonly touched: readonly string[];
  readonly rows: number;
  /** Files of models and packages that mention the person and cannot be changed without making the model anew. */
  readonly remaining: readonly string[];
}

/**
 * Removes everything that was found of a person. What tells where else to look goes last, and every step replaces a file or a
 * folder as a whole: after a kill at any moment, the same call finds and removes the rest.
 */
export async function erasePerson(
  subject: Subject,
  found: Found,
  world: ErasureWorld,
): Promise<Erased> {
  const { root, projectDir } = world;
  const touched = new Set<string>();
  const touch = (path: string): unknown =>
    touched.add(path.startsWith('s3://') ? path : relative(projectDir, path));
  await eraseFromPackages(found, { world, touch });
  await eraseFromTexts(found, { world, touch });
  for (const file of await erasePredictions(found, world)) touch(file);
  for (const { file, isTheirs } of found.served) {
    if ((await withoutLines(file, isTheirs)) > 0) touch(file);
  }
  for (const table of lastIngest(found.tables, root)) {
    world.signal.throwIfAborted();
    await rewriteTable(table, world);
    touch(table.file);
    await markErased(table, root);
  }
  await removePassing(root, touch);
  const tokens = new Set([...found.traces.texts, ...subject.forms]);
  for (const vault of subject.vaults) {
    if ((await removeTokens(vault, tokens)) > 0) touch(vault.file);
  }
  const left = await findPerson(subject, world);
  const known = found.vocabularies.filter((file) => existsSync(file));
  const remaining = new Set([
    ...left.tables.map(({ file }) => file),
    ...left.texts,
    ...left.served.map(({ file }) => file),
    ...known,
  ]);
  return {
    touched: [...touched].toSorted(),
    rows: found.tables
      .filter(({ file }) => stageOf(root, file) === 'ingest')
      .reduce((most, { rows }) => Math.max(most, rows), 0),
    remaining: [...remaining].map((file) => relative(projectDir, file)),
  };
}

/** Packages in between two renames would be seen by nobody. To be called before anything is looked for. */
export async function recoverPackages(root: string): Promise<void> {
  const folders = [
    ...(await foldersIn(join(root, 'artifacts', 'package'))),
    ...(await foldersIn(join(root, 'registry', 'versions'))).map((each) => join(each, 'package')),
  ];
  for (const folder of new Set(folders.map((each) => each.replace(/\.(?:erased|replaced)$/, '')))) {
    if (!basename(folder).startsWith('partial-')) await finishSwap(folder).catch(() => undefined);
  }
}

interface Pass {
  readonly world: ErasureWorld;
  readonly touch: (path: string) => unknown;
}

async function eraseFromPackages(found: Found, { world, touch }: Pass): Promise<void> {
  for (const { folder, elsewhere } of found.packages) {
    world.signal.throwIfAborted();
    const isTheirs = await theirInputs(found.tables, world);
    if (!(await withoutGolden(folder, isTheirs))) continue;
    touch(folder);
    if (elsewhere === undefined || world.registry === undefined) continue;
    await world.registry.replacePackage(elsewhere, folder);
    touch(`${world.registry.store.place}/versions/${elsewhere.name}`);
  }
}

/** Tells a golden row of the person from others: it has the values of one of their rows. */
async function theirInputs(
  tables: readonly HeldTable[],
  { database }: ErasureWorld,
): Promise<(row: JsonObject, shaping: RowShaping | undefined) => boolean> {
  const known = new Map<string, Set<string>>();
  const rows = await theirRows(tables, database);
  return (row, shaping) => {
    const names = Object.keys(row);
    const key = JSON.stringify([names, shaping ?? null]);
    const own =
      known.get(key) ?? new Set(rows.map((each) => valuesOf(asSent(each, shaping), names)));
    known.set(key, own);
    return own.has(valuesOf(row, names));
  };
}

function valuesOf(row: JsonObject, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name] ?? null));
}

/** Trained models and packages cannot be changed; a model that is in no package is made again by the next run. */
async function eraseFromTexts(found: Found, { world, touch }: Pass): Promise<void> {
  const { root } = world;
  for (const file of found.texts) {
    world.signal.throwIfAborted();
    const stage = stageOf(root, file);
    if (isPackaged(root, file)) continue;
    if (stage === 'train' || stage === 'tune') {
      await removeFolder(dirname(file));
      touch(dirname(file));
    } else {
      await coverText(file, found.redactor, stage === undefined ? 'other' : 'table');
      touch(file);
    }
  }
}

/** Whether the hash of a file stands in the manifest of a package. */
function isPackaged(root: string, file: string): boolean {
  const inside = relative(root, file).split(sep);
  return inside[0] === 'registry' ? inside.includes('package') : inside[1] === 'package';
}

/** What ingest made tells what to look for elsewhere, so it goes last. */
function lastIngest(tables: readonly HeldTable[], root: string): readonly HeldTable[] {
  const isIngest = ({ file }: HeldTable): number => Number(stageOf(root, file) === 'ingest');
  return tables.toSorted((a, b) => isIngest(a) - isIngest(b));
}

async function rewriteTable(
  { file, relation, isTheirs }: HeldTable,
  world: ErasureWorld,
): Promise<void> {
  const partial = `${file}.erased.tmp`;
  const format = file.endsWith('.csv')
    ? 'FORMAT csv, HEADER true'
    : 'FORMAT parquet, COMPRESSION zstd';
  await world.database.singleThreaded(() =>
    world.database.run(
      `COPY (SELECT * FROM ${relation} WHERE NOT ${isTheirs}) TO ${literal(partial)} (${format})`,
    ),
  );
  await rename(partial, file);
}

/** An artifact that lost rows says so: it is no longer all that its fingerprint promises. */
async function markErased({ file, rows }: HeldTable, root: string): Promise<void> {
  if (stageOf(root, file) === undefined) return;
  const known = await artifactFile.read(dirname(file)).catch(() => undefined);
  if (known === undefined) return;
  const erased = {
    ...known.erased,
    [basename(file)]: (known.erased?.[basename(file)] ?? 0) + rows,
  };
  const text = `${JSON.stringify({ ...known, erased }, null, 2)}\n`;
  await writeAtomically(join(dirname(file), artifactFile.name), text);
}

async function removeFolder(folder: string): Promise<void> {
  const aside = join(dirname(folder), `partial-${process.pid}-${basename(folder)}`);
  await rename(folder, aside).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await rm(aside, { recursive: true, force: true });
}
