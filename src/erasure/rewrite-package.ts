import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactFacts, artifactFile } from '../artifacts/artifact-store.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { JsonObject } from '../contracts/json.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import { LateDatabase } from '../data/tables/late-database.js';
import {
  type GoldenPrediction,
  openPackage,
  type Package,
  writePackage,
} from '../delivery/package-folder.js';
import { MlxError } from '../errors/index.js';
import { emptyRow, goldenPredictions } from '../stages/golden-predictions.js';
import { packagePredictor } from '../stages/load-predictor.js';

/**
 * Takes a person's rows out of the golden predictions of a package, and so out of the example in its signature. The model
 * stays; the package gets a new fingerprint. False when none of its rows is the person's.
 */
export async function withoutGolden(
  folder: string,
  isTheirs: (row: JsonObject, shaping: RowShaping | undefined) => boolean,
): Promise<boolean> {
  await finishSwap(folder);
  const before = await openPackage(folder);
  const golden = before.golden.filter(
    ({ row }) => !isTheirs(row, before.shaping as unknown as RowShaping | undefined),
  );
  if (golden.length === before.golden.length) return false;
  const fresh = `${folder}.erased`;
  await rm(fresh, { recursive: true, force: true });
  await cp(folder, fresh, { recursive: true });
  const { facts, signature, features, shaping, model } = before;
  const { version } = await writePackage(fresh, {
    ...{ facts, signature, features, model, ...(shaping !== undefined && { shaping }) },
    golden: golden.length === 0 ? [await emptyGolden(before)] : golden,
  });
  await renameFacts(fresh, before.manifest.version, version);
  await rename(folder, `${folder}.replaced`);
  await rename(fresh, folder);
  await rm(`${folder}.replaced`, { recursive: true, force: true });
  await updateVersion(folder);
  return true;
}

/** Completes what a killed erasure left between its two renames, and removes what it no longer needed. */
export async function finishSwap(folder: string): Promise<void> {
  const there = await readFile(join(folder, 'manifest.json')).catch(() => undefined);
  if (there === undefined) await rename(`${folder}.erased`, folder).catch(() => undefined);
  await rm(`${folder}.replaced`, { recursive: true, force: true });
  await rm(`${folder}.erased`, { recursive: true, force: true });
  await updateVersion(folder);
}

/** The registry remembers the fingerprint of what it keeps. */
async function updateVersion(folder: string): Promise<void> {
  const file = join(folder, '..', 'version.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const known = JSON.parse(text) as JsonObject;
  const { manifest } = await openPackage(folder);
  const { fingerprint, version } = manifest;
  const { signer: _signer, ...rest } = known;
  if (known['fingerprint'] === fingerprint) return;
  await writeAtomically(file, `${JSON.stringify({ ...rest, version, fingerprint }, null, 2)}\n`);
}

/** An artifact that is a package names the version in its facts. */
async function renameFacts(folder: string, from: string, to: string): Promise<void> {
  const known = await artifactFile.read(folder).catch(() => undefined);
  if (known === undefined) return;
  const facts = known.facts.map((fact) => (fact.value === from ? { ...fact, value: to } : fact));
  await artifactFile.write(folder, { ...known, facts } satisfies ArtifactFacts);
}

/** A row without any value, for a package whose every golden row was the person's: it still has to repeat an answer. */
async function emptyGolden(source: Package): Promise<GoldenPrediction> {
  await using database = new LateDatabase();
  const predictor = await packagePredictor(source, { database: database.open });
  const [golden] = await goldenPredictions([emptyRow(source.signature)], predictor);
  // Only steps of the project's own refuse such a row.
  if (golden === undefined) {
    throw new MlxError(
      'data/user-code',
      `Every golden prediction of \`${source.folder}\` is of this person, and \`ingest.steps\` throw for a row without values, which would stand in their place`,
      { hints: ['Remove the package, or let the steps pass on what is missing and make it anew'] },
    );
  }
  return golden;
}
