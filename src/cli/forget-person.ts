import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstDayKept } from '../data/privacy/retention.js';
import { openDatabase } from '../data/tables/database.js';
import { registryOf } from '../delivery/rollout/local.js';
import { recoverPackages } from '../erasure/erase-person.js';
import { type ExpiredArtifact, expiredArtifacts, removeExpired } from '../erasure/expired.js';
import { removePassing } from '../erasure/remove-passing.js';
import { requireQuiet } from '../erasure/require-quiet.js';
import { MlxError } from '../errors/index.js';
import { registrySettings } from '../stages/registry-settings.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { eraseSubject } from './erase-subject.js';
import type { ErasureSession, ForgetOptions } from './forget-options.js';
import { writeJson } from './output.js';
import { openSession } from './session.js';

/** `mlx forget` without its parser. */
export async function forget(options: ForgetOptions, context: Context): Promise<void> {
  if ((options.subject === undefined) === (options.expired !== true)) {
    throw new MlxError('usage/bad-option', 'Say either whom to forget or `--expired`', {
      hints: ['Give the id: `mlx forget --subject ID`', 'Or run `mlx forget --expired`'],
    });
  }
  const session = await openSession(options, context);
  const { root, project } = session;
  await requireQuiet(root, process.pid);
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-forget-'));
  try {
    await using database = await openDatabase({ scratch, signal: context.signal });
    const registry = registryOf(root, registrySettings(project).registry);
    const world = { root, projectDir: project.dir, database, signal: context.signal, registry };
    if (options.dryRun !== true) await recoverPackages(root);
    const erasing = { session, context, world };
    if (options.subject !== undefined) await eraseSubject(options.subject, options, erasing);
    else await eraseExpired(options, erasing);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function eraseExpired(
  options: ForgetOptions,
  { session: { project }, context, world }: ErasureSession,
): Promise<void> {
  const { retention } = project.ingest.privacy;
  if (retention === undefined) {
    throw new MlxError('privacy/subject', 'The project says nothing of retention', {
      hints: ['Add `ingest: { privacy: { retention: { column: NAME, days: 365 } } }`'],
    });
  }
  const today = new Date(retention.as_of ?? new Date().toISOString().slice(0, 10));
  const from = firstDayKept(retention.days, today);
  const expired = await expiredArtifacts({ column: retention.column, from }, world);
  const folders = expired.flatMap(({ folder, descendants }) => [folder, ...descendants]);
  const paths = folders.map((folder) => folder.slice(project.dir.length + 1));
  const dryRun = options.dryRun === true;
  if (!dryRun && expired.length > 0) {
    await confirm(options, context, {
      what: `${paths.length} artifacts with expired rows`,
      answer: 'expired',
    });
    await removeExpired(expired);
  }
  if (!dryRun) await removeCopies(world.root);
  if (options.json === true) {
    const rows = expired.reduce((sum, artifact) => sum + artifact.rows, 0);
    writeJson(context, 'mlx.forget-expired/1', { from, dryRun, rows, artifacts: paths });
    return;
  }
  sayExpired(expired, { from, dryRun, paths, context });
}

/** Rows as they were read, and those of a run that failed, are of any age; all of it can be made again. */
async function removeCopies(root: string): Promise<void> {
  await removePassing(root);
  await rm(join(root, 'quarantine'), { recursive: true, force: true });
}

function sayExpired(
  expired: readonly ExpiredArtifact[],
  {
    from,
    dryRun,
    paths,
    context,
  }: {
    readonly from: string;
    readonly dryRun: boolean;
    readonly paths: readonly string[];
    readonly context: Context;
  },
): void {
  const say = (line: string): unknown => context.stdout.write(`${line}\n`);
  if (expired.length === 0) {
    say(`No artifact holds a row older than ${from}`);
    return;
  }
  for (const { rows, oldest } of expired) {
    say(`${rows} rows older than ${from}, the oldest of ${oldest}`);
  }
  say(dryRun ? 'Would remove:' : 'Removed:');
  for (const path of paths) say(`  ${path}`);
  say('Packages keep what they learnt: run `mlx run` to train without these rows');
}
