import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit } from '../../contracts/events.js';
import { openDatabase } from '../tables/database.js';
import { allEnded } from './all-ended.js';
import { duplicateRows } from './duplicate-rows.js';
import type { SeenColumn } from './evidence.js';
import { missingCells } from './missing-cells.js';
import { numberColumn } from './number-column.js';
import type { ColumnProfile, PersonalData, Profile, TargetKind, TargetProfile } from './profile.js';
import {
  type Extent,
  extentsOf,
  isLine,
  type KnownColumn,
  type ProfiledTable,
  profiledTable,
} from './profiled-table.js';
import { SortThread } from './sort-thread.js';
import { suspicionsOf } from './suspicions.js';
import type { TableSample } from './table-sample.js';
import { targetProfile } from './target-relation.js';
import { textColumn } from './text-column.js';
import { timeColumn } from './time-column.js';
import { columnsTogether, type Together } from './together.js';
import { togetherInProcess } from './together-process.js';
import { withoutMeans, withoutValues } from './without-values.js';

export interface ProfileRequest {
  /** A table as ingest leaves it. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly KnownColumn[];
  /** Bytes of the data as it was read. */
  readonly bytes: number;
  /** What is to be predicted; without a kind, whole numbers of up to ten values count as classes. */
  readonly target?: { readonly name: string; readonly kind?: TargetKind };
  /** Personal data that was found: the values of these columns are kept out of the profile. */
  readonly personal?: readonly PersonalData[];
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** Changes when the same table would give another profile. */
export const profileVersion = 4;

/** Looks at a whole table, one column after the other. The same table gives the same profile. */
export async function profileTable(request: ProfileRequest): Promise<Profile> {
  const scratch = await mkdtemp(join(request.scratch, 'profile-'));
  const thread = new SortThread();
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    const known = { ...request, sort: thread.sort };
    return await new Profiling(
      { ...request, scratch },
      profiledTable(database, request.file, known),
    ).run();
  } finally {
    await thread.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

class Profiling {
  readonly #request: ProfileRequest;
  readonly #table: ProfiledTable;
  #steps = 0;

  constructor(request: ProfileRequest, table: ProfiledTable) {
    this.#request = request;
    this.#table = table;
  }

  async run(): Promise<Profile> {
    const table = this.#table;
    const extents = await extentsOf(table);
    // What mostly waits for the database beside what mostly does sums: both processors have something to do.
    const [seen, { associations, sample }] = await allEnded([
      this.#lookAtAll(extents),
      this.#together(),
    ]);
    this.#progress('rows that are alike');
    const unique = new Set(seen.filter((column) => column.unique).map(({ name }) => name));
    const alike = allEnded([
      missingCells(table),
      duplicateRows(table, ({ name }) => unique.has(name)),
    ]);
    this.#progress('which columns go together');
    const [[missing, duplicates], target] = await allEnded([alike, this.#target(seen, sample)]);
    const { rows, bytes, personal = [] } = this.#request;
    const known = { rows, missing, duplicates, associations };
    const found = { ...known, ...(target !== undefined && { target }) };
    return {
      ...{ rows, bytes },
      columns: seen.map(({ ends: _, ...column }) => column),
      ...found,
      suspicions: suspicionsOf({ ...found, columns: seen, personal }),
    };
  }

  /** Numbers and times two at a time: while one is being sorted, the other is gone through. */
  async #lookAtAll(extents: ReadonlyMap<string, Extent>): Promise<readonly SeenColumn[]> {
    const { columns } = this.#table;
    const seen = new Map<string, SeenColumn>();
    const look = async (some: KnownColumn[]): Promise<void> => {
      for (let next = some.shift(); next !== undefined; next = some.shift()) {
        this.#progress(next.name, this.#steps + 1);
        const looked = await this.#look(next, extents.get(next.name));
        seen.set(next.name, this.#withoutPersonal(looked));
      }
    };
    const lines = columns.filter(isLine);
    await allEnded([look(lines), look(lines)]);
    await look(columns.filter((column) => !isLine(column)));
    return columns.flatMap(({ name }) => seen.get(name) ?? []);
  }

  async #look(column: KnownColumn, extent: Extent | undefined): Promise<SeenColumn> {
    const { name, type, role, missing } = column;
    const { distinct, ...own } = await this.#ownFacts(column, extent);
    const { rows } = this.#table;
    return {
      ...{ name, type, role, missing, distinct, unique: distinct === rows && rows > 0 },
      ...{ examples: column.examples, ends: [], ...own },
    };
  }

  async #ownFacts(
    column: KnownColumn,
    extent: Extent | undefined,
  ): Promise<Pick<ColumnProfile, 'distinct' | 'top'> & Partial<SeenColumn>> {
    if (extent === undefined) {
      const { texts, ...own } = await textColumn(this.#table, column);
      return column.type === 'boolean' ? own : { ...own, texts };
    }
    return column.type === 'timestamp'
      ? timeColumn(this.#table, column, extent)
      : numberColumn(this.#table, column, extent);
  }

  #withoutPersonal(column: SeenColumn): SeenColumn {
    return this.#isPersonal(column.name) ? withoutValues(column) : column;
  }

  #isPersonal(name: string): boolean {
    return this.#request.personal?.some(({ column }) => column === name) === true;
  }

  async #together(): Promise<Together> {
    const { file, rows, columns, signal } = this.#request;
    const target = this.#request.target?.name;
    // Two databases must not share a folder for what they spill.
    const scratch = join(this.#request.scratch, 'together');
    const apart = await togetherInProcess({ file, rows, columns, target, scratch }, signal);
    return apart ?? columnsTogether(this.#table, { target, signal });
  }

  async #target(
    seen: readonly SeenColumn[],
    sample: TableSample,
  ): Promise<TargetProfile | undefined> {
    const target = this.#targetOf(seen);
    if (target === undefined) return undefined;
    const columns = seen
      .map(({ name }) => name)
      .filter((name) => name !== target.name && (sample.lines.has(name) || sample.codes.has(name)));
    const { signal } = this.#request;
    const profile = await targetProfile({ ...target, sample, columns, signal });
    const relations = profile.relations.map((relation) =>
      this.#isPersonal(relation.column) ? withoutMeans(relation) : relation,
    );
    return { ...profile, relations };
  }

  #targetOf(
    seen: readonly SeenColumn[],
  ): { name: string; kind: TargetKind; top: ColumnProfile['top'] } | undefined {
    const column = seen.find(({ name }) => name === this.#request.target?.name);
    if (column === undefined || column.distinct < 2) return undefined;
    const { name, type, top } = column;
    const numeric = type === 'number' || (type === 'integer' && column.distinct > mostClasses);
    const guess = numeric || type === 'timestamp' ? 'number' : 'classes';
    return { name, kind: this.#request.target?.kind ?? guess, top };
  }

  /** What is looked at next, and which of the columns that is if it is one. */
  #progress(label: string, number?: number): void {
    const of = this.#table.columns.length;
    this.#request.emit({
      type: 'progress',
      done: Math.round((this.#steps++ / (of + 2)) * 100),
      total: 100,
      unit: 'percent',
      label,
      ...(number !== undefined && { part: { kind: 'column', number, of } }),
    });
  }
}

const mostClasses = 10;
