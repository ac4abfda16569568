import { misfitColumn } from '../reserved-names.js';
import type { SourcePart } from '../sources/source.js';
import { identifier, literal } from '../tables/sql.js';
import { type KindSql, kindSql, missingOf } from './cell-kinds.js';
import type { Place, Plan } from './plan-columns.js';
import type { StagedColumn } from './staged-part.js';

/** Part of the message of the error that stops at a cell which is not what its column should hold. */
export const oddCell = 'mlx: odd cell';

/** The rows of a staged file. */
interface Selected {
  readonly select: string;
  readonly columns: readonly Omit<StagedColumn, 'empty'>[];
}

/** The cells as text, then their values, then those that fit: in steps, so that nothing is computed twice. */
export function stagedSelect(plans: readonly Plan[], { part, request }: Place): Selected {
  const [texts, values, cells]: [string[], string[], string[]] = [[], [], []];
  const columns = plans.map(({ column, kind, cleaned }, index) => {
    const name = identifier(column.name);
    const [text, value] = [`t${index}`, `v${index}`];
    if (kind === undefined) {
      texts.push(`${column.value} AS ${value}`);
      values.push(value);
      cells.push(`${value} AS ${name}`);
      return { name: column.name, storage: column.storage, guessed: false };
    }
    const sql = kindSql(kind, column.value, { part, cleaned });
    texts.push(`${sql.text} AS ${text}`);
    values.push(text, `${sql.value(text)} AS ${value}`);
    const keeps = sql.fits !== undefined && 'declared' in kind && request.keepsMisfits(column.name);
    const misfits = keeps ? misfitColumn(column.name) : undefined;
    cells.push(...cellsOf(sql, { text, value, name, misfits }));
    const guessed = 'guess' in kind && kind.guess !== 'text';
    return { name: column.name, storage: sql.storage, guessed, ...(misfits && { misfits }) };
  });
  const select = `SELECT ${cells.join(', ')} FROM ${inSteps(part, texts, values)}`;
  return { select, columns };
}

function inSteps(part: SourcePart, texts: readonly string[], values: readonly string[]): string {
  return `(SELECT ${values.join(', ')} FROM (SELECT ${texts.join(', ')} FROM ${relationOf(part)}))`;
}

function relationOf(part: SourcePart): string {
  return part.relationWithNulls?.(missingOf(part)) ?? part.relation;
}

interface CellNames {
  readonly text: string;
  readonly value: string;
  readonly name: string;
  readonly misfits: string | undefined;
}

function cellsOf({ fits, doubt }: KindSql, names: CellNames): readonly string[] {
  const { text, value, name, misfits } = names;
  if (fits === undefined) return [`${text} AS ${name}`];
  const cell = (found: Outcomes): string => outcomeOf(fits(text, value), { text, doubt, found });
  // The message must depend on the cell: a constant one would be raised before any row is read.
  const odd = misfits === undefined ? `error(concat(${literal(oddCell)}, ${text}))` : 'NULL';
  const fitting = `${cell({ fits: value, lacks: 'NULL', odd })} AS ${name}`;
  if (misfits === undefined) return [fitting];
  const misfit = cell({ fits: 'NULL', lacks: 'NULL', odd: text });
  return [fitting, `${misfit} AS ${identifier(misfits)}`];
}

/** What becomes of a cell that fits, that is missing, and that is neither, in SQL. */
interface Outcomes {
  readonly fits: string;
  readonly lacks: string;
  readonly odd: string;
}

interface Asked {
  readonly text: string;
  readonly doubt: KindSql['doubt'];
  readonly found: Outcomes;
}

/** One test after the other, each asked only of cells that passed none before: all in one condition would all be computed. */
function outcomeOf(tests: readonly string[], { text, doubt, found }: Asked): string {
  const fitting = tests.map((test) => `WHEN ${test} THEN ${found.fits}`);
  const lacking = [`${text} IS NULL`, doubt(text)].map(
    (test) => `WHEN ${test} THEN ${found.lacks}`,
  );
  return `CASE ${[...fitting, ...lacking].join(' ')} ELSE ${found.odd} END`;
}

/** The cells of columns that have to fit their kind, in SQL: `t…` the text, `odd…` whether it does not fit. */
export function oddSelect(plans: readonly Plan[], { part }: Place): string {
  const [texts, values, cells]: [string[], string[], string[]] = [[], [], []];
  plans.forEach(({ column, kind, cleaned }, index) => {
    if (kind === undefined) return;
    const sql = kindSql(kind, column.value, { part, cleaned });
    if (sql.fits === undefined) return;
    const [text, value] = [`t${index}`, `v${index}`];
    texts.push(`${sql.text} AS ${text}`);
    values.push(text, `${sql.value(text)} AS ${value}`);
    const found = { fits: 'false', lacks: 'false', odd: 'true' };
    const odd = outcomeOf(sql.fits(text, value), { text, doubt: sql.doubt, found });
    cells.push(text, `${odd} AS odd${index}`);
  });
  return `SELECT ${cells.join(', ')} FROM ${inSteps(part, texts, values)}`;
}
