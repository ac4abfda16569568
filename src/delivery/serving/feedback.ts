import type { Json, JsonObject } from '../../contracts/json.js';
import type { RowProblem } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import { nearestWord } from '../../errors/index.js';
import { plainWord } from './headers.js';
import { noModel, Refusal } from './refusal.js';
import type { Serving } from './serving.js';

/**
 * Keeps what turned out to be true of earlier answers: `{ request, row, label }`, or a list of them; `request` is the id in the
 * header `x-request-id` of the answer. Returns how many; throws a `Refusal` of 422 and keeps none when one cannot be read.
 */
export function learnLabels({ models, answering, predictions }: Serving, body: unknown): number {
  if (predictions === undefined) throw new Refusal(404, 'This server keeps no feedback');
  const model = models.main.current;
  if (model === undefined) throw noModel();
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (items.length > answering.mostRows) {
    throw new Refusal(413, `A request may hold ${answering.mostRows} labels`);
  }
  const problems = items.flatMap((item, row) =>
    problemsOf(item, row, model.predictor.signature.task),
  );
  if (problems.length > 0) {
    throw new Refusal(422, 'The labels cannot be read', { problems: problems.slice(0, 100) });
  }
  for (const { request, row = 0, label } of items as readonly Feedback[]) {
    predictions.learned({ request, row, label });
  }
  return items.length;
}

interface Feedback {
  readonly request: string;
  readonly row?: number;
  readonly label: Json;
}

/** JSON Schema of one label, as far as a schema can say what `learnLabels` takes for a task. */
export function labelSchema(task: Task): JsonObject {
  const label: JsonObject =
    task.kind === 'anomaly'
      ? { type: 'boolean' }
      : task.kind === 'regression' || task.kind === 'forecast'
        ? { type: 'number' }
        : { enum: [...task.classes] };
  return {
    type: 'object',
    properties: {
      request: { type: 'string', pattern: plainWord.source },
      row: { type: 'integer', minimum: 0 },
      label,
    },
    required: ['request', 'label'],
  };
}

function problemsOf(item: unknown, at: number, task: Task): readonly RowProblem[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return [{ row: at, field: '', expected: 'an object', found: shown(item) }];
  }
  const { request, row = 0, label } = item as Readonly<Record<string, unknown>>;
  const problems: RowProblem[] = [];
  const expect = (field: string, expected: string, value: unknown): void =>
    void problems.push({ row: at, field, expected, found: shown(value) });
  if (typeof request !== 'string' || !plainWord.test(request)) {
    expect('request', 'the `x-request-id` of an answer', request);
  }
  if (!Number.isInteger(row) || (row as number) < 0) expect('row', 'a place from 0', row);
  problems.push(...labelProblems(label, at, task));
  return problems;
}

function labelProblems(label: unknown, row: number, task: Task): readonly RowProblem[] {
  const problem = { row, field: 'label', found: shown(label) };
  if (task.kind === 'anomaly') {
    return typeof label === 'boolean' ? [] : [{ ...problem, expected: 'true or false' }];
  }
  if (task.kind === 'regression' || task.kind === 'forecast') {
    return Number.isFinite(label) ? [] : [{ ...problem, expected: 'a number' }];
  }
  if (typeof label === 'string' && task.classes.includes(label)) return [];
  const nearest = typeof label === 'string' ? nearestWord(label, task.classes) : undefined;
  const some = task.classes
    .slice(0, 20)
    .map((each) => `\`${each}\``)
    .join(', ');
  return [{ ...problem, expected: `one of ${some}`, ...(nearest !== undefined && { nearest }) }];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
