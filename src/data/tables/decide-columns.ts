import type { ColumnRole, ColumnType } from '../../contracts/table.js';
import type { ColumnFacts } from './column-facts.js';

/** What is known of a column before its role and the finer points of its type are decided. */
export interface Candidate {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
  readonly facts: ColumnFacts;
  /** False when the project declares the type. */
  readonly inferred: boolean;
}

/** A type or role we suggest, with the reason the user reads. */
export interface Suggestion<Value> {
  readonly value: Value;
  readonly note?: string;
}

/**
 * Text rather than category: three words or more on average, and more than half of the cells differ.
 */
export function decideType({ type, inferred, rows, facts }: Candidate): ColumnType {
  if (type !== 'category' || !inferred) return type;
  const present = rows - facts.missing;
  const wordy = (facts.words ?? 0) >= 3;
  return wordy && (facts.more === true || facts.distinct * 2 > present) ? 'text' : 'category';
}

/**
 * The role of a column nobody gave one. `id` for a category that differs in every row, for whole numbers
 * that count up without a gap, and for unique ones named like `customer_id`; `ignore` for an empty column.
 * Below twenty rows nothing is taken for an id: there everything differs.
 */
export function suggestRole({ name, type, rows, facts }: Candidate): Suggestion<ColumnRole> {
  if (facts.missing === rows) {
    return { value: 'ignore', note: `\`${name}\` has no values and is ignored` };
  }
  if (rows < 20 || !facts.unique) return { value: 'feature' };
  const why = identityOf(name, type, facts);
  if (why === undefined) return { value: 'feature' };
  return {
    value: 'id',
    note: `\`${name}\` ${why}, so it is taken for an id and no model sees it. Give it \`role: feature\` if it means something`,
  };
}

function identityOf(name: string, type: ColumnType, facts: ColumnFacts): string | undefined {
  if (type === 'category') return 'has another value in every row';
  if (type !== 'integer') return undefined;
  const gapless = Number(facts.max) - Number(facts.min) + 1 === facts.distinct;
  if (gapless) return 'counts the rows';
  return /(^|[_\s-])id$|[a-z]I[dD]$/i.test(name)
    ? 'is a whole number of its own in every row'
    : undefined;
}
