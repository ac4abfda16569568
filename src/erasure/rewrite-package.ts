import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactFacts, artifactFile } from '../artifacts/artifact-store.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { JsonObject } from '../contracts/json.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import {
  type GoldenPrediction,
  openPackage,
  type Package,
  writePackage,
} from '../delivery/package-folder.js';
import { predictionsOf } from '../delivery/prediction.js';
import { packagePredictor } from '../stages/load-predictor.js';

/**
 * Takes a person's rows out of the golden predictions of a package, and so out of the example in its signature. The model
 * stays; the package gets a new fingerprint. False when none of its rows is the person's.
 */
export async function withoutGolden(
  folder: string,
  isTheirs: (row: JsonObject) => boolean,
): Promise<boolean> {
  await finishSwap(folder);
  const before = await openPackage(folder);
  const golden = before.golden.filter(({ row }) => !isTheirs(row));
  if (golden.length === before.golden.length) return false;
  const fresh = `${folder}.erased`;
  await rm(fresh, { recursive: true, force: true });
  await cp(folder, fresh, { recursive: true });
  const { facts, signature, features, model } = before;
  const { version } = await writePackage(fresh, {
    ...{ facts, signature, features, model },
    golden: golden.length === 0 ? [await emptyRow(before)] : golden,
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
  if (known['fingerprint'] === fingerprint) return;
  await writeAtomically(file, `${JSON.stringify({ ...known, version, fingerprint }, null, 2)}\n`);
}

/** An artifact that is a package names the version in its facts. */
async function renameFacts(folder: string, from: string, to: string): Promise<void> {
  const known = await artifactFile.read(folder).catch(() => undefined);
  if (known === undefined) return;
  const facts = known.facts.map((fact) => (fact.value === from ? { ...fact, value: to } : fact));
  await artifactFile.write(folder, { ...known, facts } satisfies ArtifactFacts);
}

/** A row without any value, for a package whose every golden row was the person's: it still has to repeat an answer. */
async function emptyRow(source: Package): Promise<GoldenPrediction> {
  const predictor = packagePredictor(source);
  const { signature } = source;
  const { inputs } = signature;
  const row = Object.fromEntries(inputs.map(({ name }) => [name, null]));
  const read = rowsToBatch([row], inputs);
  if (!read.ok) throw new Error('a row of missing values fits every signature');
  const ready = (await predictor.prepare?.(read.batch)) ?? read;
  if (!('batch' in ready)) throw new Error('missing values need no preparation');
  const [expected] = predictionsOf(signature, predictor.predict(ready.batch));
  if (expected === undefined) throw new Error('one prediction per row is needed');
  return { row, expected };
}
