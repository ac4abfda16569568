import type { Matrix } from '../../../contracts/matrix.js';
import type { Predictions } from '../../../contracts/model.js';
import { permutation, randomFor } from '../../../contracts/seeded-random.js';
import type { Task } from '../../../contracts/task.js';
import type { TrainingData } from '../model-family.js';
import { answersOf, type ComposeContext, columnsOf } from './compose.js';

/** Rows of each of `count` folds, in random order dealt out one by one; class by class, so that each fold has its share of all. */
export function dealFolds(
  { task, train: { y } }: TrainingData,
  count: number,
  { seed, label }: Pick<ComposeContext, 'seed' | 'label'>,
): readonly Uint32Array[] {
  const folds: number[][] = Array.from({ length: count }, () => []);
  const order = [...permutation(y.length, randomFor(seed, `${label}/folds`))];
  // Sorting keeps the random order within a class.
  if (task.kind !== 'regression') order.sort((a, b) => (y[a] as number) - (y[b] as number));
  for (const [at, row] of order.entries()) (folds[at % count] as number[]).push(row);
  return folds.map((rows) => Uint32Array.from(rows).sort());
}

/**
 * What candidates say of rows they did not learn from: each learns from all folds but one and answers for that one. Columns are named
 * `candidate` for a number, `candidate=class` else; of two classes the positive one is enough.
 */
export async function outOfFold(
  data: TrainingData,
  { names, folds }: { readonly names: readonly string[]; readonly folds: readonly Uint32Array[] },
  context: ComposeContext,
): Promise<Matrix> {
  const { task, train } = data;
  const answers = emptyAnswers(task, names, train.x.rows);
  const whole = { start: 0, width: train.x.columns.length };
  for (const [at, name] of names.entries()) {
    for (const [fold, held] of folds.entries()) {
      const rows = Uint32Array.from(
        folds.filter((each) => each !== held).flatMap((each) => [...each]),
      );
      const member = await context.fit(name, { rows: rows.sort(), turn: `fold/${fold}` });
      const said = answersOf(member, columnsOf(train.x, whole, held), context.predictorOf);
      writeAnswers(task, said, { into: answers, at, rows: held });
    }
  }
  return answers;
}

/** What members say, as a matrix for the final model; rows × (members × columns of each). */
export function emptyAnswers(task: Task, names: readonly string[], rows: number): Matrix {
  const columns = names.flatMap((name) => {
    if (task.kind === 'regression') return [name];
    const classes = task.kind === 'binary' ? task.classes.slice(1) : task.classes;
    return classes.map((label) => `${name}=${label}`);
  });
  return { rows, columns, values: new Float32Array(rows * columns.length) };
}

/** Puts the answers of member `at` into their columns; answer i belongs to row `rows[i]`, or i when absent. */
export function writeAnswers(
  { kind }: Task,
  { rows: count, width, values }: Predictions,
  {
    into,
    at,
    rows,
  }: { readonly into: Matrix; readonly at: number; readonly rows?: Uint32Array | undefined },
): void {
  const skipped = kind === 'binary' ? 1 : 0;
  const own = width - skipped;
  for (let answer = 0; answer < count; answer++) {
    const to = (rows?.[answer] ?? answer) * into.columns.length + at * own;
    for (let k = 0; k < own; k++) {
      into.values[to + k] = values[answer * width + skipped + k] as number;
    }
  }
}
