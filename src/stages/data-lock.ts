import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Document, isMap } from 'yaml';
import { writeAtomically } from '../artifacts/write-atomically.js';
import { columnTypes } from '../contracts/table.js';
import type { AcceptedColumn, AcceptedTable } from '../data/schema-lock/accepted-table.js';
import { epochMsOfIso } from '../data/tables/iso-timestamp.js';
import { MlxError, type Place } from '../errors/index.js';
import type { Project } from '../project/project.js';
import { parseYaml } from '../project/yaml-document.js';

/** What was accepted, and where each column of it is written. */
export interface DataLock {
  readonly table: AcceptedTable;
  placeOf(column: string): Place | undefined;
}

/** The lockfile of a project: beside it, and named after it, as `mlx.lock.yaml` is after `mlx.yaml`. */
export function lockFileOf({ file }: Pick<Project, 'file'>): string {
  const stem = basename(file).replace(/\.ya?ml$/, '');
  return join(dirname(file), `${stem}.lock.yaml`);
}

/** Reads what was accepted last; undefined when nothing has been. Throws `schema/lock-broken` for what is no such file. */
export async function readLock(project: Pick<Project, 'file'>): Promise<DataLock | undefined> {
  const path = lockFileOf(project);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const name = basename(path);
  try {
    const yaml = parseYaml(name, text);
    const table = tableIn(yaml.value as unknown as LockedTable);
    return {
      table,
      placeOf: (column) =>
        yaml.placeOf(['columns', table.columns.findIndex((each) => each.name === column)]),
    };
  } catch (cause) {
    throw new MlxError('schema/lock-broken', `\`${name}\` cannot be read as what was accepted`, {
      hints: ['Fetch it again from version control, or write it anew with `mlx accept`'],
      place: { file: name },
      cause,
    });
  }
}

/** Writes what is accepted, whole or not at all: one column below the other, fit to be compared by people. */
export async function writeLock(
  project: Pick<Project, 'file'>,
  { rows, columns }: AcceptedTable,
): Promise<void> {
  const locked: LockedTable = { version: 1, rows, columns: columns.map(asLocked) };
  const document = new Document(locked);
  document.commentBefore =
    ' What the data was like when it was last accepted: written by `mlx accept`, to be committed.';
  for (const [at, column] of columns.entries()) {
    for (const key of ['edges', 'shares', 'values']) {
      const node = document.getIn(['columns', at, key], true);
      const short = !isMap(node) || Object.keys(column.values?.shares ?? {}).length <= 6;
      if (short && typeof node === 'object' && node !== null) Object.assign(node, { flow: true });
    }
  }
  await writeAtomically(lockFileOf(project), document.toString({ lineWidth: 0 }));
}

/** The file, flatter than what it stands for. */
interface LockedTable {
  readonly version: 1;
  readonly rows: number;
  readonly columns: readonly LockedColumn[];
}

interface LockedColumn extends Pick<AcceptedColumn, 'name' | 'type' | 'missing'> {
  /** Timestamps as ISO text. */
  readonly edges?: readonly (number | string)[];
  readonly shares?: readonly number[];
  readonly values?: Readonly<Record<string, number>>;
  readonly more?: boolean;
}

function asLocked({ name, type, missing, bins, values }: AcceptedColumn): LockedColumn {
  return {
    ...{ name, type, missing },
    ...(bins !== undefined && { edges: bins.edges.map(shown(type)), shares: bins.shares }),
    ...(values !== undefined && { values: values.shares }),
    ...(values?.more === true && { more: true }),
  };
}

function shown(type: AcceptedColumn['type']): (edge: number) => number | string {
  return (edge) => (type === 'timestamp' ? new Date(edge).toISOString() : edge);
}

function edgeIn(written: number | string): number {
  const edge = typeof written === 'number' ? written : epochMsOfIso(written);
  if (edge === undefined) throw new Error('an edge is neither a number nor a moment');
  return edge;
}

function tableIn({ version, rows, columns }: LockedTable): AcceptedTable {
  const sound = (version as unknown) === 1 && typeof rows === 'number' && columns.every(isColumn);
  if (!sound) throw new Error('it does not hold a version, rows and columns with name and type');
  return {
    rows,
    columns: columns.map(({ name, type, missing, edges, shares, values, more }) => ({
      ...{ name, type, missing },
      ...(edges !== undefined &&
        shares !== undefined && { bins: { edges: edges.map(edgeIn), shares } }),
      ...(values !== undefined && { values: { shares: values, more: more ?? false } }),
    })),
  };
}

function isColumn({ name, type, missing }: LockedColumn): boolean {
  return typeof name === 'string' && columnTypes.includes(type) && typeof missing === 'number';
}
