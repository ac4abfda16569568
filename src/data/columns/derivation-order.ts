import { MlxError } from '../../errors/index.js';
import type { Database } from '../tables/database.js';
import { parseExpression } from '../tables/user-expression.js';
import { type ColumnSettings, type ColumnsSettings, isDerived } from './column-settings.js';

/** A column that follows from others, and which. */
export interface Derivation {
  readonly name: string;
  readonly column: ColumnSettings;
  /** The columns it is worked out from, each once. */
  readonly reads: readonly string[];
}

/**
 * The derived columns, each after those it is worked out from, otherwise as given. `names` are the columns there are
 * without them. Throws `data/expression` for what is no expression and `data/circular` for columns that wait for
 * each other, at the way from `ingest` to them.
 */
export async function derivationOrder(
  settings: ColumnsSettings,
  names: readonly string[],
  database: Database,
): Promise<readonly Derivation[]> {
  const derived = Object.entries(settings).filter(([, column]) => isDerived(column));
  const known = [...names, ...derived.map(([name]) => name)];
  const waiting: Derivation[] = [];
  for (const [name, column] of derived) {
    waiting.push({ name, column, reads: await readsOf({ name, column }, known, database) });
  }
  const ordered: Derivation[] = [];
  while (waiting.length > 0) {
    const pending = new Set(waiting.map(({ name }) => name));
    const next = waiting.findIndex(({ reads }) => reads.every((name) => !pending.has(name)));
    if (next < 0) throw circular(waiting);
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

async function readsOf(
  { name, column }: Omit<Derivation, 'reads'>,
  known: readonly string[],
  database: Database,
): Promise<readonly string[]> {
  const { expression, lag, window } = column;
  if (expression === undefined) {
    const { of, order, per = [] } = lag ?? window ?? { of: '', order: '' };
    return [...new Set([of, order, ...per])];
  }
  try {
    return (await parseExpression(database, expression, known)).columns;
  } catch (error) {
    throw atExpression(error, name);
  }
}

/** A failure of the expression of a column, with the way to it; others as they are. */
export function atExpression(error: unknown, name: string): unknown {
  if (!(error instanceof MlxError) || error.code !== 'data/expression') return error;
  if (error.problems.length > 0) return error;
  const { code, message, hints, cause } = error;
  const problem = { code, message, hints, path: ['columns', name, 'expression'] };
  return new MlxError(code, `\`${name}\` cannot be worked out`, { problems: [problem], cause });
}

/** Whoever waits, waits for somebody who waits: following that leads into a circle. */
function circular(waiting: readonly Derivation[]): MlxError {
  const way: string[] = [];
  let next = waiting[0];
  while (next !== undefined && !way.includes(next.name)) {
    way.push(next.name);
    const { reads } = next;
    next = waiting.find(({ name }) => reads.includes(name));
  }
  const circle = way.slice(way.indexOf(next?.name ?? ''));
  const [first = ''] = circle;
  const words = [...circle, first].map((name) => `\`${name}\``);
  const message =
    circle.length === 1
      ? `${words[0] ?? ''} is worked out from itself`
      : `Columns are worked out from each other: ${words.join(' from ')}`;
  const hints = ['Work one of them out from columns of the sources alone'];
  const problem = {
    code: 'data/circular' as const,
    message,
    hints,
    path: ['columns', first, 'expression'],
  };
  return new MlxError('data/circular', `\`${first}\` cannot be worked out`, {
    problems: [problem],
  });
}
