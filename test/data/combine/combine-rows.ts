import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StageEvent } from '../../../src/contracts/events.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import type { Conflicts } from '../../../src/data/combine/rows/workshop.js';
import { type CombineStep, combine } from '../../../src/data/combine-sources.js';
import type { Draft } from '../../../src/data/draft.js';
import { storageOf } from '../../../src/data/tables/cell-types.js';
import { type Cell, type Database, openDatabase } from '../../../src/data/tables/database.js';
import { identifier, literal } from '../../../src/data/tables/sql.js';

/** A small table: its columns with their types, and rows of cells in their order. */
export interface SmallTable {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly (readonly Cell[])[];
}

/** What combining gave. */
export interface Combined {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** The numbers of the rows. */
  readonly numbers: readonly number[];
  /** Where a row was read, by its position in the result: `source:row`. */
  readonly placeOf: (index: number) => Promise<string>;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly conflicts: readonly Conflicts[];
}

/** A database and a scratch folder that end with the test. */
export class CombineBench {
  readonly database: Database;
  readonly scratch: string;
  #tables = 0;

  private constructor(database: Database, scratch: string) {
    this.database = database;
    this.scratch = scratch;
  }

  static async open(memoryLimitMb = 500): Promise<CombineBench> {
    const scratch = await mkdtemp(join(tmpdir(), 'mlx-combine-'));
    const database = await openDatabase({ scratch, memoryLimitMb });
    onTestFinished(async () => {
      await database.close();
      await rm(scratch, { recursive: true, force: true });
    });
    return new CombineBench(database, scratch);
  }

  /** Combines tables, numbered through in their order with gaps, and finds every row's place. */
  async combine(
    steps: readonly CombineStep[],
    tables: Readonly<Record<string, SmallTable>>,
  ): Promise<Combined> {
    const drafts = await this.drafts(tables);
    return this.combineDrafts(steps, drafts);
  }

  async combineDrafts(
    steps: readonly CombineStep[],
    drafts: ReadonlyMap<string, Draft>,
  ): Promise<Combined> {
    const events: StageEvent[] = [];
    const { database, scratch } = this;
    const { signal } = new AbortController();
    const emit = (event: StageEvent): number => events.push(event);
    const bench = { database, projectDir: scratch, scratch, signal, emit };
    const draft = await combine(steps, drafts, bench);
    const cells = draft.columns.map(({ name, type }, index) =>
      type === 'timestamp' || type === 'integer'
        ? `CAST(${identifier(name)} AS VARCHAR) AS c${index}`
        : `${identifier(name)} AS c${index}`,
    );
    const raw = await database.rows<Record<string, Cell>>(
      `SELECT ${['__row AS row', ...cells].join(', ')} FROM ${draft.relation}`,
    );
    const numbers = raw.map(({ row }) => Number(row));
    const placeOf = async (index: number): Promise<string> => {
      const { file, line } = await draft.placeOf(numbers[index] ?? NaN);
      return `${file}:${line ?? '?'}`;
    };
    return {
      columns: Object.fromEntries(draft.columns.map(({ name, type }) => [name, type])),
      rows: raw.map((row) =>
        Object.fromEntries(
          draft.columns.map(({ name }, index) => [name, row[`c${index}`] ?? null]),
        ),
      ),
      ...{ numbers, placeOf },
      conflicts: draft.conflicts,
      notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
      warnings: events.flatMap((event) => (event.type === 'warning' ? [event.text] : [])),
    };
  }

  async drafts(tables: Readonly<Record<string, SmallTable>>): Promise<Map<string, Draft>> {
    const drafts = new Map<string, Draft>();
    let offset = 5;
    for (const [name, table] of Object.entries(tables)) {
      const first = offset;
      drafts.set(name, await this.#draft(name, table, first));
      offset += table.rows.length * 2 + 3;
    }
    return drafts;
  }

  async #draft(name: string, { columns, rows }: SmallTable, first: number): Promise<Draft> {
    const relation = `t${(this.#tables += 1)}`;
    const named = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
    const declared = named.map((column) => `${identifier(column.name)} ${storageOf(column.type)}`);
    await this.database.run(
      `CREATE TEMP TABLE ${relation} (${['__row BIGINT', ...declared].join(', ')})`,
    );
    const values = rows.map((cells, index) =>
      ['', ...cells]
        .map((cell, at) => (at === 0 ? `${first + index * 2}` : asSql(cell)))
        .join(', '),
    );
    if (values.length > 0) {
      await this.database.run(
        `INSERT INTO ${relation} VALUES ${values.map((row) => `(${row})`).join(', ')}`,
      );
    }
    return {
      relation,
      columns: named,
      placeOf: (row) => Promise.resolve({ file: name, line: (row - first) / 2 }),
    };
  }
}

function asSql(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'NULL';
  return typeof cell === 'string' ? literal(cell) : String(cell);
}

export type Row = readonly Cell[];

/** Whether every number is above the one before it. */
export function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}

/** The rows of many small tables as one, each with the number of its table before it. */
export function numbered<Name extends string>(
  cases: readonly Readonly<Record<Name, readonly Row[]>>[],
  name: Name,
): readonly Row[] {
  return cases.flatMap((each, g) => each[name].map((cells): Row => [String(g), ...cells]));
}
