import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { JsonObject } from '../../src/contracts/json.js';
import { projectWith } from '../data/project.js';

/** What somebody does to a table; every change happens at the present moment or a tick later. */
type Change =
  | { readonly kind: 'insert'; readonly text: string | null; readonly undated: boolean }
  | { readonly kind: 'update'; readonly which: number; readonly text: string }
  | { readonly kind: 'delete'; readonly which: number }
  | { readonly kind: 'tick' };

/** Changes, and between one list and the next an ingest. */
export type History = readonly (readonly Change[])[];

const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 4 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom('1', 'NA', 'a,"b', '\\N', 'two\nlines', "it's", '2026-01-01'),
);

/** Histories in which rows are added; unless `onlyAdded`, also changed and taken away. */
export function histories(onlyAdded: boolean): fc.Arbitrary<History> {
  const insert: fc.Arbitrary<Change> = fc.record({
    kind: fc.constant('insert' as const),
    text: fc.option(texts, { nil: null }),
    undated: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  });
  const tick: fc.Arbitrary<Change> = fc.constant({ kind: 'tick' });
  const which = fc.nat({ max: 1000 });
  const update: fc.Arbitrary<Change> = fc.record({
    kind: fc.constant('update' as const),
    which,
    text: texts,
  });
  const gone: fc.Arbitrary<Change> = fc.record({ kind: fc.constant('delete' as const), which });
  const change = onlyAdded
    ? fc.oneof({ weight: 3, arbitrary: insert }, { weight: 1, arbitrary: tick })
    : fc.oneof(
        { weight: 4, arbitrary: insert },
        { weight: 4, arbitrary: update },
        { weight: 2, arbitrary: tick },
        { weight: 1, arbitrary: gone },
      );
  const first = fc.array(insert, { minLength: 1, maxLength: 6 });
  const later = fc.array(fc.array(change, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
  return fc.tuple(first, later).map(([some, others]) => [some, ...others]);
}

/** A table in some database: `id` tells rows apart, `at` is the moment of the last change. */
export interface GrowingTable {
  readonly type: string;
  /** Names the table; without `query` and `incremental`. */
  readonly params: JsonObject;
  readonly run: (...statements: readonly string[]) => Promise<void>;
  /** A moment in its SQL. */
  readonly moment: (tick: number) => string;
  readonly literal: (text: string) => string;
  /** Folder of the project, for a database that is a file in it. */
  readonly folder?: string;
}

/** Does what the history says and ingests after each list of changes, with what is kept and from nothing. */
export async function liveThrough(
  history: History,
  table: GrowingTable,
  { key }: { readonly key: boolean },
): Promise<
  readonly { readonly kept: unknown; readonly afresh: unknown; readonly plain: unknown }[]
> {
  const statements = new Statements(table);
  const incremental = { watermark: 'at', ...(key && { key: 'id' }) };
  const project = await projectWith({});
  const { type, params } = table;
  const projectDir = table.folder ?? project.folder;
  const read = async (more: JsonObject, cacheDir?: string): Promise<unknown> => {
    const result = await project.ingest(
      type,
      { ...params, ...more },
      {
        projectDir,
        ...(cacheDir !== undefined && { cacheDir }),
      },
    );
    const bytes = createHash('sha256')
      .update(await readFile(project.table))
      .digest('hex');
    return { result, bytes };
  };
  const ingests = [];
  for (const changes of history) {
    await table.run(...statements.of(changes));
    if (statements.rows === 0) continue;
    const whole = { query: 'SELECT * FROM growing' };
    ingests.push({
      kept: await read({ ...whole, incremental }, join(project.folder, 'cache')),
      afresh: await read({ ...whole, incremental }),
      plain: await read({ query: 'SELECT * FROM growing ORDER BY id' }),
    });
  }
  return ingests;
}

class Statements {
  readonly #table: GrowingTable;
  #tick = 0;
  #id = 0;
  #ids: number[] = [];

  constructor(table: GrowingTable) {
    this.#table = table;
  }

  get rows(): number {
    return this.#ids.length;
  }

  of(changes: readonly Change[]): readonly string[] {
    return changes.flatMap((change) => this.#statement(change));
  }

  #statement(change: Change): readonly string[] {
    const { moment, literal } = this.#table;
    const now = moment(this.#tick);
    if (change.kind === 'tick') {
      this.#tick += 1;
      return [];
    }
    if (change.kind === 'insert') {
      // Numbers that do not rise with the moment, some of them below zero.
      const id = (((this.#id += 1) * 7919) % 1009) - 300;
      this.#ids.push(id);
      const text = change.text === null ? 'NULL' : literal(change.text);
      return [`INSERT INTO growing VALUES (${id}, ${text}, ${change.undated ? 'NULL' : now})`];
    }
    const id = this.#ids[change.which % Math.max(1, this.#ids.length)];
    if (id === undefined) return [];
    if (change.kind === 'update') {
      return [`UPDATE growing SET words = ${literal(change.text)}, at = ${now} WHERE id = ${id}`];
    }
    this.#ids = this.#ids.filter((other) => other !== id);
    return [`DELETE FROM growing WHERE id = ${id}`];
  }
}
