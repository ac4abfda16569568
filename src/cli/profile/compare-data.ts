import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Fingerprint } from '../../artifacts/fingerprint.js';
import { compareTables } from '../../data/profile/compare-tables.js';
import type { Drift } from '../../data/profile/drift.js';
import { MlxError } from '../../errors/index.js';
import type { Context } from '../context.js';
import { findRun } from '../open-records.js';
import { openSession, type Session } from '../session.js';
import { personalDataIn } from './personal-data-in.js';
import type { ProfileOptions } from './profile-options.js';
import { type OpenTable, tableOfArtifact, withDataFile } from './profiled-data.js';
import { projectPlan } from './project-plan.js';
import { tableOfProject } from './project-profile.js';
import { showingProgress } from './show-progress.js';

/** How the data differs from what `--against` names. */
export interface Comparison {
  readonly before: string;
  readonly now: string;
  readonly drift: Drift;
}

/** Holds a data file, or the project's data, against another file or the data of a past run. */
export async function compareData(
  data: string | undefined,
  against: string,
  { options, context }: { readonly options: ProfileOptions; readonly context: Context },
): Promise<Comparison> {
  const { cwd: dir, signal } = context;
  const isFile = await namesFile(against, dir);
  const inProject = data === undefined || !isFile;
  const session = inProject ? await sessionFor(against, isFile, { options, context }) : undefined;
  const plan =
    session === undefined || data !== undefined ? [] : await projectPlan(session, options, context);
  return showingProgress(options, context, (emitOf) => {
    const request = {
      dir,
      source: options.source,
      target: undefined,
      signal,
      emit: emitOf('ingest'),
    };
    const opened = <Result>(
      path: string | undefined,
      other: (own: Session) => Promise<OpenTable>,
      work: (table: OpenTable) => Promise<Result>,
    ): Promise<Result> =>
      path === undefined && session !== undefined
        ? other(session).then(work)
        : withDataFile({ ...request, path: path ?? against }, work);
    return opened(
      isFile ? against : undefined,
      (own) => tableOfRun(own, against),
      (before) =>
        opened(
          data,
          (own) => tableOfProject(own, plan),
          (now) => compared(before, now, signal),
        ),
    );
  });
}

/** Whether it is the name of a file, there or not, or a pattern of names: no run has a dot or a slash in its id. */
async function namesFile(against: string, dir: string): Promise<boolean> {
  if (/[./*\\]/.test(against) && !against.startsWith('+')) return true;
  return access(resolve(dir, against)).then(
    () => true,
    () => false,
  );
}

async function compared(
  before: OpenTable,
  now: OpenTable,
  signal: AbortSignal,
): Promise<Comparison> {
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-drift-'));
  try {
    const table = ({ file, facts }: OpenTable) => ({
      file,
      rows: facts.table.rows,
      columns: facts.columns,
    });
    const drift = await compareTables(
      { before: table(before), now: table(now) },
      { scratch, signal },
    );
    const personal = [
      ...(await personalDataIn(before, { scratch, signal })),
      ...(await personalDataIn(now, { scratch, signal })),
    ];
    const hidden = new Set(personal.map(({ column }) => column));
    const columns = drift.columns.map(({ fresh, ...column }) => ({
      ...column,
      ...(fresh !== undefined && !hidden.has(column.name) && { fresh }),
    }));
    return { before: before.title, now: now.title, drift: { ...drift, columns } };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Without a project, a name that is no file can only be a slip. */
async function sessionFor(
  against: string,
  isFile: boolean,
  { options, context }: { readonly options: ProfileOptions; readonly context: Context },
): Promise<Session> {
  try {
    return await openSession(options, context);
  } catch (cause) {
    const absent = cause instanceof MlxError && cause.code === 'project/missing';
    if (isFile || !absent) throw cause;
    throw new MlxError('usage/unknown-name', `\`${against}\` is neither a file nor a run`, {
      hints: ['Name a data file', 'Or name a run of the project: `mlx runs list` shows them'],
      cause,
    });
  }
}

async function tableOfRun({ records, store }: Session, wanted: string): Promise<OpenTable> {
  const run = await findRun(records, wanted);
  const ingest = run.stages.find(({ stage }) => stage === 'ingest');
  const fingerprint = ingest?.fingerprint as Fingerprint | undefined;
  if (fingerprint === undefined || !(await store.has('ingest', fingerprint))) {
    throw new MlxError('usage/unknown-name', `The data of run \`${run.id}\` is not kept any more`, {
      hints: ['Choose a run whose ingest is still there', 'Or name a data file'],
    });
  }
  return tableOfArtifact(store.pathOf('ingest', fingerprint), { title: `run ${run.id}` });
}
