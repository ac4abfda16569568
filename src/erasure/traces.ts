import type { Database } from '../data/tables/database.js';
import { identifier } from '../data/tables/sql.js';
import type { HeldTable } from './held-tables.js';
import type { Subject } from './subject.js';

/** What a person can be told by in any text: values that nobody else has. */
export interface Traces {
  /** Written values of four characters or more, and the id. */
  readonly texts: readonly string[];
  /** Numbers of five characters or more. */
  readonly numbers: readonly string[];
}

const writtenTypes = ['VARCHAR'];
const numberTypes = ['BIGINT', 'DOUBLE'];

/** Gathers what only this person has from whole tables; in a part of a table too much would look rare. */
export async function tracesOf(
  tables: readonly HeldTable[],
  subject: Subject,
  database: Database,
): Promise<Traces> {
  const texts = new Set(subject.forms.filter((form) => form.length >= shortestId));
  const numbers = new Set<string>();
  for (const table of tables) {
    for (const { name, type } of table.columns) {
      if (writtenTypes.includes(type)) {
        for (const value of await onlyTheirs(table, { name, shortest: 4 }, database)) {
          texts.add(value);
        }
      }
      if (numberTypes.includes(type) && name !== '__row') {
        for (const value of await onlyTheirs(table, { name, shortest: 5 }, database)) {
          numbers.add(value.replace(/\.0$/, ''));
        }
      }
    }
  }
  return { texts: [...texts], numbers: [...numbers] };
}

/** Shorter ones, such as `17`, stand everywhere in texts without meaning the person. */
const shortestId = 4;

async function onlyTheirs(
  { relation, isTheirs }: HeldTable,
  { name, shortest }: { readonly name: string; readonly shortest: number },
  database: Database,
): Promise<readonly string[]> {
  const cell = identifier(name);
  const rows = await database.rows<{ value: string }>(
    `WITH theirs AS (SELECT DISTINCT ${cell} AS own FROM ${relation}
       WHERE ${isTheirs} AND length(CAST(${cell} AS VARCHAR)) >= ${shortest})
     SELECT CAST(own AS VARCHAR) AS value FROM theirs WHERE own NOT IN (
       SELECT ${cell} FROM ${relation} WHERE NOT ${isTheirs} AND ${cell} IN (SELECT own FROM theirs))`,
  );
  return rows.map(({ value }) => value);
}
