import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../src/pipeline/run-record.js';

/** SHA-256 of every file below `.mlx/artifacts`, by its path there; but for what trials used, which a clock measures. */
export async function artifactDigests(project: string): Promise<Record<string, string>> {
  const folder = join(project, '.mlx', 'artifacts');
  const names = (await filesBelow(folder)).filter((name) => !name.endsWith('trial-costs.json'));
  const digests = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(digests));
}

/** What a finished mlx must not leave behind: partial artifacts, temporary files, locks and scratch folders. */
export async function leftovers(project: string): Promise<string[]> {
  const names = await filesBelow(join(project, '.mlx'), true);
  return names.filter((name) => /(^|\/)partial-|\.tmp$|^locks\/.|^scratch\/./.test(name));
}

/** The folders of the artifacts of ingest that are in their place. */
export async function ingestArtifacts(project: string): Promise<readonly string[]> {
  const folder = join(project, '.mlx', 'artifacts', 'ingest');
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('partial-')).map((name) => join(folder, name));
}

/** Those of them that do not hold all their files. */
export async function halfArtifacts(project: string): Promise<readonly string[]> {
  const whole = ['artifact.json', 'ingest.json', 'table.parquet'];
  const found = (await ingestArtifacts(project)).map(async (folder) => {
    const names = await readdir(folder);
    return whole.every((name) => names.includes(name)) ? [] : [folder];
  });
  return (await Promise.all(found)).flat();
}

/** The run records of a project, newest first, as `mlx runs list --json` tells them. */
export function recordsIn(stdout: string): readonly RunRecord[] {
  return (JSON.parse(stdout) as { runs: readonly RunRecord[] }).runs;
}

async function filesBelow(folder: string, folders = false): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => folders || entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
