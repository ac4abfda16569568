import { type Column, rowColumn } from '../../contracts/table.js';
import type { Draft, Workbench } from '../draft.js';
import type { Database } from '../tables/database.js';
import { inBatches } from '../tables/in-batches.js';
import { columnProgress } from '../tables/row-progress.js';
import { identifier, literal } from '../tables/sql.js';
import { personalKinds } from './detect/index.js';
import { type Judged, judge } from './detect/judge.js';
import { type PersonalKind, written } from './detect/kind.js';
import { shapeOf } from './detect/shape-of.js';

/** Personal data that a column seems to hold, as plain data. */
export interface PersonalFinding {
  readonly column: string;
  /** Name of the kind, such as `email`. */
  readonly kind: string;
  /** The kind in the plural, for people: "e-mail addresses". */
  readonly title: string;
  /** Share of the values that look like it, from 0 to 1: of all values, or, within text, of those looked at. */
  readonly share: number;
  /** How many values that is the share of. */
  readonly checked: number;
  /** Different values held against every rule of the kind (check digits, calendars), and how many passed. */
  readonly verified: { readonly checked: number; readonly valid: number };
  /** `values`: what stands there; `name`: what the column is called, and the shape of its values; `text`: within longer text. */
  readonly evidence: 'values' | 'name' | 'text';
  /** The shape of some values: letters as `a` or `A`, digits as `9`. No value is shown. */
  readonly examples: readonly string[];
  /** The action of `ingest.privacy` that suits it best. */
  readonly advice: PersonalKind['advice'];
}

/**
 * Looks for personal data in every column of a draft. Which kind is decided on up to 2,000 different values of up to
 * 200,000 rows spread over the table, always the same; the share is then counted over all rows. Out of core.
 */
export async function detectPersonalData(
  draft: Pick<Draft, 'relation' | 'columns'>,
  bench: Pick<Workbench, 'database' | 'signal'> & Partial<Pick<Workbench, 'emit'>>,
): Promise<readonly PersonalFinding[]> {
  const { database, signal, emit = () => undefined } = bench;
  const columns = draft.columns.filter(({ type }) => type !== 'boolean');
  if (columns.length === 0) return [];
  const tell = columnProgress(emit, 'looking for personal data', columns);
  tell(0);
  await takeSample(database, draft.relation, columns);
  try {
    const findings: PersonalFinding[] = [];
    for (const some of inBatches([...columns.entries()], columnsAtOnce)) {
      const values = await valuesOf(
        some.map(([, column]) => column),
        database,
      );
      for (const [at, [index, column]] of some.entries()) {
        signal.throwIfAborted();
        tell(index);
        const found = await lookAt(column, values[at] ?? [], {
          relation: draft.relation,
          database,
        });
        if (found !== undefined) findings.push(found);
      }
    }
    return findings;
  } finally {
    if (!signal.aborted) await database.run(`DROP TABLE IF EXISTS ${sample}`);
  }
}

const sample = identifier('privacy_sample');
const sampledRows = 200_000;
/** Whole blocks are read or passed over, which costs a fraction of picking single rows. */
const blockRows = 2048;
const sampledValues = 2000;
const longestValue = 2000;

type Typed = Pick<Column, 'name' | 'type'>;

async function takeSample(
  database: Database,
  relation: string,
  columns: readonly Typed[],
): Promise<void> {
  const [total] = await database.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${relation}`);
  const step = Math.max(1, Math.ceil((total?.rows ?? 0) / sampledRows));
  const cells = columns.map((column) => `${asText(column)} AS ${identifier(column.name)}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${sample} AS SELECT ${cells.join(', ')} FROM ${relation} WHERE (${identifier(rowColumn)} // ${blockRows}) % ${step} = 0`,
  );
}

/** A cell as detection reads it: dates without their time when there is none. */
function asText({ name, type }: Typed): string {
  const cell = identifier(name);
  if (type === 'timestamp') return `strftime(${cell}, '%Y-%m-%d')`;
  return `left(CAST(${cell} AS VARCHAR), ${longestValue})`;
}

/** Up to {@link sampledValues} different values of each column, always the same. */
async function valuesOf(
  columns: readonly Typed[],
  database: Database,
): Promise<readonly (readonly string[])[]> {
  const lists = columns.map(({ name }) => {
    const values = `SELECT DISTINCT ${identifier(name)} AS value FROM ${sample}`;
    return `(SELECT list(value ORDER BY md5(value)) FROM (SELECT value FROM (${values})
      WHERE value IS NOT NULL ORDER BY md5(value) LIMIT ${sampledValues}))`;
  });
  const found = await database.columns<readonly string[] | null>(`SELECT ${lists.join(', ')}`);
  return found.map(([values]) => values ?? []);
}

/** Columns one statement asks about: a statement about very many takes long to plan. */
const columnsAtOnce = 20;

interface Looked {
  readonly relation: string;
  readonly database: Database;
}

async function lookAt(
  column: Typed,
  values: readonly string[],
  { relation, database }: Looked,
): Promise<PersonalFinding | undefined> {
  const judged = judge(column, values, personalKinds);
  if (judged !== undefined) return counted(column, judged, { relation, database });
  return written.includes(column.type) ? within(column.name, database) : undefined;
}

async function counted(
  column: Typed,
  { kind, checked, valid, examples }: Judged,
  { relation, database }: Looked,
): Promise<PersonalFinding> {
  const name = identifier(column.name);
  const text = asText(column);
  const matches =
    kind.matchesNumber?.(name) ??
    `regexp_full_match(${padded(text, column, kind)}, ${literal(kind.pattern)})`;
  const [row] = await database.rows<{ checked: number; matching: number }>(
    `SELECT count(${name}) AS checked, count_if(${matches}) AS matching FROM ${relation}`,
  );
  const all = row?.checked ?? 0;
  return {
    column: column.name,
    ...named(kind),
    share: all === 0 ? 0 : (row?.matching ?? 0) / all,
    checked: all,
    verified: { checked, valid },
    evidence: kind.proof === 'name' ? 'name' : 'values',
    examples: examples.map(shapeOf),
  };
}

/** With the zeros an integer column lost, in SQL. */
function padded(text: string, { type }: Typed, { digits }: PersonalKind): string {
  if (type !== 'integer' || digits === undefined) return text;
  return `lpad(${text}, CAST(greatest(length(${text}), ${digits}) AS INTEGER), '0')`;
}

function named({ name, title, advice }: PersonalKind): {
  readonly kind: string;
  readonly title: string;
  readonly advice: PersonalKind['advice'];
} {
  return { kind: name, title, advice };
}

/** Personal data inside longer text: at least two different places, all rules held. */
async function within(name: string, database: Database): Promise<PersonalFinding | undefined> {
  const cell = identifier(name);
  const kinds = personalKinds.filter((kind) => kind.within !== undefined);
  const counts = kinds.map(
    ({ within: pattern = '' }, at) =>
      `CAST(sum(n) FILTER (regexp_matches(v, ${literal(pattern)})) AS BIGINT) AS hits${at}`,
  );
  // Patterns are dear: each different value is held against them once.
  const [row] = await database.rows<Record<string, number | null>>(
    `SELECT CAST(sum(n) AS BIGINT) AS checked, ${counts.join(', ')}
     FROM (SELECT ${cell} AS v, count(*) AS n FROM ${sample} WHERE ${cell} IS NOT NULL GROUP BY ${cell})`,
  );
  for (const [at, kind] of kinds.entries()) {
    const hits = row?.[`hits${at}`] ?? 0;
    if (hits < 2) continue;
    const found = await extracts(name, kind, database);
    const valid = found.filter((value) => kind.valid(value)).length;
    if (valid < 2 || valid * 2 < found.length) continue;
    const checked = row?.['checked'] ?? 0;
    return {
      column: name,
      ...named(kind),
      share: hits / checked,
      checked,
      verified: { checked: found.length, valid },
      evidence: 'text',
      examples: found.slice(0, 3).map(shapeOf),
    };
  }
  return undefined;
}

async function extracts(
  name: string,
  { within: pattern = '' }: PersonalKind,
  database: Database,
): Promise<readonly string[]> {
  const rows = await database.rows<{ value: string }>(
    `SELECT value FROM (SELECT DISTINCT regexp_extract(${identifier(name)}, ${literal(pattern)}) AS value
       FROM ${sample} WHERE regexp_matches(${identifier(name)}, ${literal(pattern)}))
     ORDER BY md5(value) LIMIT 200`,
  );
  return rows.map(({ value }) => value);
}
