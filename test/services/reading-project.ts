import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';

/** A project that ingests one source, `orders`, and predicts a column of it. */
export function readingYaml(source: JsonObject, target = 'flag'): string {
  return [
    'name: reading',
    `task: { type: classification, target: ${target} }`,
    // JSON is YAML too.
    `ingest: { sources: { orders: ${JSON.stringify(source)} } }`,
    '',
  ].join('\n');
}

/** A project folder that ingests one source, `orders`. */
export function readingProject(source: JsonObject, target?: string): Promise<ProjectDir> {
  return ProjectDir.with({ 'mlx.yaml': readingYaml(source, target) });
}

/** The files below `.mlx`, and the texts given, in which a secret can be found. */
export async function whereSeen(
  secret: string,
  { path }: ProjectDir,
  printed: readonly string[],
): Promise<readonly string[]> {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const holds = (text: string): boolean => forms.some((form) => text.includes(form));
  const entries = await readdir(join(path, '.mlx'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) =>
      holds(await readFile(file, 'latin1')) || holds(await readFile(file, 'utf8')) ? [file] : [],
    ),
  );
  return [...found.flat(), ...printed.filter(holds)];
}

/** Seconds within which a stricken ingest must have ended: one, and some for a machine that has much else to do. */
export const patience = 8;

interface Stroke {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which an ingest is struck that has told of no progress: it may be over before it does. */
  readonly within?: number;
}

/** Interrupts or kills an ingest of much data in the middle, and says what it left and how it ended. */
export async function strickenIngest(
  { path }: ProjectDir,
  signal: 'SIGKILL' | 'SIGINT',
  { env = {}, within }: Stroke = {},
): Promise<{
  readonly exitCode: number;
  readonly seconds: number;
  readonly artifacts: readonly string[];
}> {
  const run = await startMlx(['ingest', '--progress', 'json'], { cwd: path, env });
  await run.says(/"type":"stage-started"/);
  const progress = run.says(/"unit":"(rows|bytes|percent)"/);
  await (within === undefined ? progress : Promise.race([progress, sleep(within)]));
  const struckAt = performance.now();
  run.kill(signal);
  const { exitCode } = await run.ended;
  const seconds = (performance.now() - struckAt) / 1000;
  const artifacts = await readdir(join(path, '.mlx', 'artifacts', 'ingest')).catch(() => []);
  return { exitCode, seconds, artifacts: artifacts.filter((name) => !name.startsWith('partial-')) };
}

/** Runs an ingest to its end, and holds that it leaves nothing but its artifact. */
export async function cleanIngest(
  project: ProjectDir,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ended = await runMlx('ingest', { cwd: project.path, env });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(await leftovers(project.path)).toEqual([]);
}
