import type { Reading } from '../../contracts/matrix.js';
import type { TaskKind } from '../../contracts/task.js';
import type { UserModule } from '../../data/user-modules/load-user-module.js';
import { isList, isPlainObject, kindOf } from '../../data/user-modules/value-kind.js';
import { MlxError, nearestWord, type Place } from '../../errors/index.js';

/** What a module of a model exports, checked. */
export interface ExportedModel {
  readonly tasks: readonly TaskKind[];
  readonly reads: Reading;
  readonly params: Readonly<Record<string, object>>;
  readonly fit: (data: unknown, params: unknown, context: unknown) => unknown;
  readonly predictor: (saved: unknown) => unknown;
}

const taskKinds = ['binary', 'multiclass', 'regression', 'anomaly'] as const;
const known = ['tasks', 'reads', 'params', 'fit', 'predictor'] as const;

/** The default export of a module, held to what a model has to be. Throws `data/user-module` that says what is wrong and where. */
export function exportedModel(
  { path, exports }: Pick<UserModule, 'path' | 'exports'>,
  placeOf: (key: string) => Place,
): ExportedModel {
  const refuse = (message: string, hint: string, key = 'default'): MlxError =>
    new MlxError('data/user-module', `\`${path}\`: ${message}`, {
      hints: [hint],
      place: placeOf(key),
    });
  const model = exports['default'];
  if (!isPlainObject(model)) {
    const found = model === undefined ? 'it has no default export' : `it exports ${kindOf(model)}`;
    throw refuse(found, 'Write `export default { tasks: […], fit(…) { … }, predictor(…) { … } };`');
  }
  for (const key of Object.keys(model)) {
    if ((known as readonly string[]).includes(key)) continue;
    const nearest = nearestWord(key, known);
    const hint = nearest === undefined ? `Use: ${known.join(', ')}` : `Rename it to \`${nearest}\``;
    throw refuse(`a model has no \`${key}\``, hint, key);
  }
  const { tasks, reads = 'scaled', params = {}, fit, predictor } = model;
  for (const [name, value] of Object.entries({ fit, predictor })) {
    if (typeof value === 'function') continue;
    const found = value === undefined ? 'is missing' : `is ${kindOf(value)}`;
    throw refuse(`\`${name}\` ${found}, and it has to be a function`, usage[name] ?? '', name);
  }
  if (!isList(tasks) || tasks.length === 0 || !Array.from(tasks).every(isTask)) {
    const hint = `Write \`tasks: ['binary']\`, with some of: ${taskKinds.join(', ')}`;
    throw refuse('`tasks` does not say which tasks it does', hint, 'tasks');
  }
  if (reads !== 'scaled' && reads !== 'native') {
    throw refuse('`reads` is neither `scaled` nor `native`', "Write `reads: 'scaled'`", 'reads');
  }
  if (!isPlainObject(params) || !Object.values(params).every(isPlainObject)) {
    const hint = "Write `params: { rate: { type: 'number', default: 0.1 } }`";
    throw refuse('`params` holds no JSON Schema by name', hint, 'params');
  }
  return {
    tasks: Array.from(tasks) as TaskKind[],
    reads,
    params: params as Readonly<Record<string, object>>,
    fit: (fit as ExportedModel['fit']).bind(model),
    predictor: (predictor as ExportedModel['predictor']).bind(model),
  };
}

const usage: Readonly<Record<string, string>> = {
  fit: 'Write `async fit({ task, train, validation }, params, context) { return { config, weights }; }`',
  predictor:
    'Write `predictor({ config, weights }) { return ({ rows, values }) => …; }`: a number for each row',
};

function isTask(value: unknown): value is TaskKind {
  return (taskKinds as readonly unknown[]).includes(value);
}
