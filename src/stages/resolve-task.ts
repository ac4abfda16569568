import type { Column } from '../contracts/table.js';
import type { Task } from '../contracts/task.js';
import { MlxError } from '../errors/index.js';

/** What the project says about the task. */
export interface TaskWish {
  readonly type: 'classification' | 'regression' | 'anomaly';
  /** Left out only by `anomaly`. */
  readonly target?: string;
  readonly positive?: string;
}

type Targeted = TaskWish & { readonly target: string };

/** Odd rows, with nothing said of which are. */
export const unlabelledTask: Task = { kind: 'anomaly', target: '', classes: [] };

/** A value of the target and how many rows have it. */
type ClassCount = { readonly value: string; readonly count: number };

const mostClasses = 1000;

/**
 * Settles what is to be learnt, now that the target's values are known. Classes are in alphabetical order, by number
 * when all are numbers; of two, the second is the positive one: as told, or the rarer.
 */
export function resolveTask(wish: Targeted, column: Column, classes: readonly ClassCount[]): Task {
  const { target } = wish;
  if (wish.type === 'regression') {
    if (!['number', 'integer'].includes(column.type)) throw notNumeric(column);
    return { kind: 'regression', target, classes: [] };
  }
  if (classes.length < 2) throw tooFewClasses(target, classes);
  if (classes.length > mostClasses) throw tooManyClasses(target, classes.length);
  if (wish.type === 'anomaly') {
    if (classes.length > 2) throw manyKinds(target, classes.length);
    return { kind: 'anomaly', target, classes: binary(wish, classes) };
  }
  if (classes.length === 2) return { kind: 'binary', target, classes: binary(wish, classes) };
  if (wish.positive !== undefined) throw positiveOfMany(wish.positive, classes.length);
  return { kind: 'multiclass', target, classes: inOrder(classes).map(({ value }) => value) };
}

function binary({ target, positive }: Targeted, classes: readonly ClassCount[]): string[] {
  const ordered = inOrder(classes);
  const values = ordered.map(({ value }) => value);
  const rarer = ordered.toSorted((a, b) => a.count - b.count)[0]?.value;
  const chosen = positive ?? (values.every((value) => asFlag(value)) ? values[1] : rarer);
  if (chosen === undefined || !values.includes(chosen)) {
    throw new MlxError('learning/no-such-class', `\`${target}\` is never \`${String(chosen)}\``, {
      hints: [`Set \`task.positive\` to one of: ${values.join(', ')}`],
    });
  }
  return [...values.filter((value) => value !== chosen), chosen];
}

/** 0/1 and false/true name their positive class themselves. */
function asFlag(value: string): boolean {
  return ['0', '1', 'false', 'true'].includes(value);
}

function inOrder(classes: readonly ClassCount[]): readonly ClassCount[] {
  const numeric = classes.every(({ value }) => value.trim() !== '' && !Number.isNaN(Number(value)));
  return classes.toSorted((a, b) =>
    numeric ? Number(a.value) - Number(b.value) : a.value < b.value ? -1 : 1,
  );
}

function notNumeric({ name, type }: Column): MlxError {
  return new MlxError(
    'learning/target-not-numeric',
    `\`${name}\` is a ${type} and cannot be regressed on`,
    {
      hints: [
        'Set `task.type: classification` to predict its values as classes',
        `Or pin its type, if its values are numbers: \`ingest: { columns: { ${name}: number } }\``,
      ],
    },
  );
}

function tooFewClasses(target: string, classes: readonly ClassCount[]): MlxError {
  const [only] = classes;
  const found = only === undefined ? 'has no values' : `is \`${only.value}\` in every row`;
  return new MlxError('learning/one-class', `\`${target}\` ${found}: there is nothing to learn`, {
    hints: ['Check `task.target`, and that the data holds rows of at least two classes'],
  });
}

function manyKinds(target: string, count: number): MlxError {
  return new MlxError(
    'learning/too-many-classes',
    `\`${target}\` has ${count} different values, and a row is odd or it is not`,
    {
      hints: [
        'Derive a column of two values: `ingest: { columns: { odd: { expression: … } } }`',
        'Or remove `task.target`: it is only used to judge by',
      ],
    },
  );
}

function tooManyClasses(target: string, count: number): MlxError {
  return new MlxError('learning/too-many-classes', `\`${target}\` has ${count} different values`, {
    hints: [
      `A classification takes up to ${mostClasses}; set \`task.type: regression\` if they are numbers`,
    ],
  });
}

function positiveOfMany(positive: string, count: number): MlxError {
  return new MlxError(
    'learning/no-such-class',
    `\`positive: ${positive}\` needs two classes, and there are ${count}`,
    {
      hints: ['Remove `task.positive`'],
    },
  );
}
