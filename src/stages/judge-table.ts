import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { IngestResult } from '../data/ingest-request.js';
import { tableFinding } from '../data/quality/check-quality.js';
import { prepareChecks } from '../data/quality/prepare-checks.js';
import { eachRun } from '../data/quality/written-rules.js';
import { compareSchemas, type SchemaChange } from '../data/schema-lock/compare-schemas.js';
import { openDatabase } from '../data/tables/database.js';
import { parquetRows } from '../data/tables/sql.js';
import { MlxError, type Problem } from '../errors/index.js';
import type { Project } from '../project/project.js';
import { ingested, tableFile } from './artifact-files.js';
import { type DataLock, lockFileOf, readLock } from './data-lock.js';
import { secretColumns } from './secret-columns.js';

/**
 * Holds a table, new or reused, against what was accepted last and against the rules that are asked at each run. Throws
 * `schema/not-accepted`, `schema/changed` or `quality/broken`, with everything there is to say.
 */
export async function judgeTable(artifact: string, project: Project, emit: Emit): Promise<void> {
  const lock = await readLock(project);
  const lockFile = basename(lockFileOf(project));
  if (lock === undefined && project.ingest.schema.locked) {
    throw new MlxError(
      'schema/not-accepted',
      `There is no \`${lockFile}\`, so no data has been accepted`,
      {
        hints: [
          'Run `mlx accept` where the data is known to be good, and commit the file it writes',
        ],
      },
    );
  }
  const result = await ingested.read(artifact);
  if (lock !== undefined) judgeSchema(result, { lock, lockFile, project, emit });
  const problems = await rulesNow(artifact, { result, project, lock, emit });
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'a quality rule' : `${problems.length} quality rules`;
  throw new MlxError('quality/broken', `The data breaks ${count} asked at each run`, {
    problems,
    hints: ['Fetch newer data, or run `mlx accept` if this is what it is like from now on'],
  });
}

interface SchemaWorld {
  readonly lock: DataLock;
  readonly lockFile: string;
  readonly project: Project;
  readonly emit: Emit;
}

function judgeSchema(
  { columns }: IngestResult,
  { lock, lockFile, project, emit }: SchemaWorld,
): void {
  const changes = compareSchemas(lock.table.columns, columns);
  if (changes.length === 0) return;
  const policy = project.ingest.schema.changes;
  emit({
    type: 'diff',
    title: `from \`${lockFile}\` to the data`,
    lines: changes.flatMap(({ lines }) => lines),
  });
  const fatal = changes.filter(
    ({ kind }) => policy === 'fail' || (policy === 'accept-additions' && kind !== 'added'),
  );
  for (const change of changes.filter((each) => !fatal.includes(each))) {
    emit({ type: 'warning', text: `Column ${change.message} since the data was accepted` });
  }
  if (fatal.length === 0) return;
  const count = fatal.length === 1 ? 'a column' : `${fatal.length} columns`;
  throw new MlxError('schema/changed', `The data differs from \`${lockFile}\` in ${count}`, {
    problems: fatal.map((change) => asProblem(change, lock)),
    hints: [
      'Run `mlx accept` if this is what the data is like from now on',
      'Set `ingest: { schema: { changes: warn } }` to go on in spite of changes',
    ],
  });
}

function asProblem({ message, before }: SchemaChange, lock: DataLock): Problem {
  const place = before === undefined ? undefined : lock.placeOf(before);
  return {
    ...{ code: 'schema/changed', message: `Column ${message}` },
    ...(place !== undefined && { place }),
  };
}

interface Judged {
  readonly result: IngestResult;
  readonly project: Project;
  readonly lock: DataLock | undefined;
  readonly emit: Emit;
}

/** Problems with rules that depend on the clock, or on what was accepted last. */
async function rulesNow(
  artifact: string,
  { result, project, lock, emit }: Judged,
): Promise<readonly Problem[]> {
  const rules = [...project.ingest.quality.entries()]
    .map(([index, settings]) => ({ index, settings: settings as JsonObject }))
    .filter(({ settings }) => eachRun(settings));
  if (rules.length === 0) return [];
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-judge-'));
  try {
    await using database = await openDatabase({ scratch });
    const checks = await prepareChecks(rules, {
      ...{ database, scratch, projectDir: project.dir, columns: result.columns },
      relation: parquetRows(join(artifact, tableFile)),
      signal: new AbortController().signal,
      private: new Set(secretColumns(project.ingest)),
      now: new Date(),
      ...(lock !== undefined && { last: lock.table }),
    });
    return checks.flatMap((prepared) => {
      if (prepared.check.kind !== 'table') return [];
      const { outcome, message } = tableFinding(prepared, prepared.check);
      if (outcome === 'warned') emit({ type: 'warning', text: message });
      const place = project.placeOf(['ingest', 'quality', prepared.index]);
      return outcome === 'failed' ? [{ code: 'quality/broken' as const, message, place }] : [];
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
