import { type Column, type ColumnType, rowColumn } from '../../contracts/table.js';
import { isExact, type StepBatch, seen } from './step-batch.js';
import { keptCell, typeOfValue, wordFor } from './step-cell.js';
import { type StepResult, WrongResult } from './step-result.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** A column as a step leaves it. */
interface LeftColumn {
  readonly name: string;
  /** Its type; undefined for a new column of which no value has been seen yet. */
  type: ColumnType | undefined;
  /** Whether the type was told by the values so far. */
  readonly inferred: boolean;
  /** Its type in the batch, where it was there before. */
  readonly before: ColumnType | undefined;
}

/** The types that are declared for what a step returns. */
export interface DeclaredTypes {
  /** All of them have to be returned. */
  readonly byStep: ReadonlyMap<string, ColumnType>;
  /** Of a column that is new. */
  readonly byProject: (name: string) => ColumnType | undefined;
}

/**
 * Holds what a step returns, batch after batch, against the types of its columns: as declared, as they were before, or as
 * the first values are. All batches have the columns of the first.
 */
export class StepColumns {
  readonly #before: ReadonlyMap<string, ColumnType>;
  readonly #declared: DeclaredTypes;
  #left: readonly LeftColumn[] | undefined;

  constructor(before: readonly Typed[], declared: DeclaredTypes) {
    this.#before = new Map(before.map(({ name, type }) => [name, type]));
    this.#declared = declared;
  }

  /** The columns the step leaves, with their types. */
  get columns(): readonly Typed[] {
    return (this.#left ?? []).map(({ name, type = 'category' }) => ({ name, type }));
  }

  /** A function for the cells of a row, in the order of {@link columns}, as text. Throws `WrongResult`. */
  cellsOf({ columns }: StepResult, batch: StepBatch): (at: number) => (string | null)[] {
    this.#left ??= this.#begin([...columns.keys()]);
    const left = this.#left;
    refuseOther(left, columns);
    const lists = left.map((column) => ({
      column,
      list: columns.get(column.name) ?? [],
      exact: column.type === column.before ? batch.exact.get(column.name) : undefined,
    }));
    return (at) =>
      lists.map(({ column, list, exact }) => {
        const value = list[at];
        const whole = exact?.[at];
        const { type } = column;
        // A double may not hold the last digits of what the step did not touch.
        if (whole !== undefined && type !== undefined && isExact(type)) {
          if (Object.is(seen(type, whole), value)) return whole;
        }
        return cellOf(column, value, at);
      });
  }

  #begin(names: readonly string[]): readonly LeftColumn[] {
    refuseNames(names);
    const { byStep, byProject } = this.#declared;
    const lacking = [...byStep.keys()].find((name) => !names.includes(name));
    if (lacking !== undefined) {
      throw new WrongResult(
        `\`columns\` declares \`${lacking}\`, which \`step\` does not return`,
        `Return \`${lacking}\`, or take it out of \`columns\``,
      );
    }
    return names.map((name) => {
      const before = this.#before.get(name);
      const own = byStep.get(name);
      const type = before === undefined ? (byProject(name) ?? own) : (own ?? before);
      return { name, type, before, inferred: type === undefined };
    });
  }
}

function cellOf(column: LeftColumn, value: unknown, at: number): string | null {
  const cell = column.type === undefined ? undefined : keptCell(column.type, value);
  if (cell !== undefined) return cell;
  const { name, type } = column;
  const found = typeOfValue(value);
  const widened = column.inferred ? widenedType(type, found) : undefined;
  if (widened !== undefined) column.type = widened;
  const kept = keptCell(widened ?? type ?? 'category', value);
  if (kept !== undefined) return kept;
  const wanted = type === undefined ? '' : `, and ${because(column)} ${type}`;
  throw new WrongResult(
    `\`${name}\` is ${wordFor(value)}${wanted}`,
    found === undefined
      ? `Let \`${name}\` hold finite numbers, texts, true and false, dates, or null`
      : `Give values of one type, or declare another: \`export const columns = { ${JSON.stringify(name)}: '${found}' }\``,
    at,
  );
}

/** Whole numbers may turn out to have been numbers. */
function widenedType(
  type: ColumnType | undefined,
  found: ColumnType | undefined,
): ColumnType | undefined {
  if (type === undefined) return found;
  return type === 'integer' && found === 'number' ? 'number' : undefined;
}

function because({ inferred, before, type }: LeftColumn): string {
  if (inferred) return 'the values before are of type';
  return before === type ? 'the column is of type' : 'it is declared as';
}

function refuseOther(left: readonly LeftColumn[], columns: StepResult['columns']): void {
  const missing = left.find(({ name }) => !columns.has(name));
  const known = new Set(left.map(({ name }) => name));
  const odd = [...columns.keys()].find((name) => !known.has(name));
  const name = missing?.name ?? odd;
  if (name === undefined) return;
  throw new WrongResult(
    missing === undefined
      ? `\`step\` returned \`${name}\`, which it did not return for the rows before`
      : `\`step\` did not return \`${name}\`, as it did for the rows before`,
    'Return the same columns for every batch; their values may be null',
  );
}

function refuseNames(names: readonly string[]): void {
  const seenNames = new Map<string, string>();
  for (const name of names) {
    const other = seenNames.get(name.toLowerCase());
    if (other !== undefined) {
      throw new WrongResult(
        `\`step\` returned both \`${other}\` and \`${name}\`, which differ in case only`,
        'Rename one of them',
      );
    }
    if (name === '' || name.toLowerCase() === rowColumn) {
      throw new WrongResult(
        `\`step\` returned a column named \`${name}\`, which no column can be called`,
        'Choose another name',
      );
    }
    seenNames.set(name.toLowerCase(), name);
  }
  if (names.length === 0) {
    throw new WrongResult('`step` returned no column at all', 'Return the columns that stay');
  }
}
