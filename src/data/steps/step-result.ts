import { nearestWord } from '../../errors/index.js';
import { isList, isPlainObject, kindOf } from '../user-modules/value-kind.js';

/** What a step returned, its shape checked, not yet its values. */
export interface StepResult {
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  /** Whether a row (by its position in the batch) stays. */
  readonly keeps: (at: number) => boolean;
}

/** What is wrong with what a step returned. */
export class WrongResult extends Error {
  readonly hint: string;
  /** Position in the batch of the row it is about. */
  readonly at: number | undefined;

  constructor(message: string, hint: string, at?: number) {
    super(message);
    this.hint = hint;
    this.at = at;
  }
}

/** Reads what a step returned for a batch of some rows. Throws `WrongResult` when that is no batch. */
export function readResult(given: unknown, rows: number): StepResult {
  if (!isPlainObject(given)) {
    throw new WrongResult(
      `\`step\` returned ${kindOf(given)}, not a batch`,
      'Return the batch, or `{ columns: { ...batch.columns, more } }`',
    );
  }
  const odd = Object.keys(given).find((key) => !keys.includes(key));
  if (odd !== undefined) {
    const nearest = nearestWord(odd, keys);
    throw new WrongResult(
      `\`step\` returned a batch with \`${odd}\`, which no batch has`,
      nearest === undefined
        ? 'Put new columns into `columns`; what a batch may have beside them is `keep`'
        : `Did you mean \`${nearest}\`?`,
    );
  }
  const { columns, keep } = given;
  if (!isPlainObject(columns)) {
    throw new WrongResult(
      `\`step\` returned a batch whose \`columns\` is ${kindOf(columns)}`,
      'Return `{ columns: { name: list } }`',
    );
  }
  const lists = Object.entries(columns);
  for (const [name, list] of lists) refuseColumn(name, list, rows);
  return {
    columns: new Map(lists as [string, ArrayLike<unknown>][]),
    keeps: keep === undefined ? () => true : maskOf(keep, rows),
  };
}

const keys = ['rows', 'columns', 'keep'];

function refuseColumn(name: string, list: unknown, rows: number): void {
  if (!isList(list)) {
    throw new WrongResult(
      `\`step\` returned ${kindOf(list)} as \`${name}\`, not a list`,
      `Give \`${name}\` an array or a typed array with a value for each row; leave the name out to remove the column`,
    );
  }
  if (list.length === rows) return;
  throw new WrongResult(
    `\`step\` returned ${list.length} values of \`${name}\` for ${rows} rows`,
    'Give each row a value; to drop rows return `keep`, a list that is true for those that stay',
  );
}

function maskOf(keep: unknown, rows: number): StepResult['keeps'] {
  if (!isList(keep) || keep.length !== rows) {
    const what = isList(keep) ? `${keep.length} values` : kindOf(keep);
    throw new WrongResult(
      `\`step\` returned ${what} as \`keep\` for ${rows} rows`,
      'Let `keep` be a list with `true` or `false` for each row',
    );
  }
  return (at) => {
    const value = keep[at];
    if (value === true || value === 1) return true;
    if (value === false || value === 0) return false;
    throw new WrongResult(
      `\`step\` returned ${kindOf(value)} in \`keep\``,
      'Let `keep` be a list with `true` or `false` for each row',
      at,
    );
  };
}
