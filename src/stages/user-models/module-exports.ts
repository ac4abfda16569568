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

type Exported = Readonly<Record<string, unknown>>;

/** What is wrong with an export, what to do about it, and at which key. */
interface Flaw {
  readonly message: string;
  readonly hint: string;
  readonly key: string;
}

/** The default export of a module, held to what a model has to be. Throws `data/user-module` that says what is wrong and where. */
export function exportedModel(
  { path, exports }: Pick<UserModule, 'path' | 'exports'>,
  placeOf: (key: string) => Place,
): ExportedModel {
  const model = exports['default'];
  const flaw = isPlainObject(model)
    ? (unknownKey(model) ?? missingFunction(model) ?? badDeclaration(model))
    : noModel(model);
  if (flaw !== undefined || !isPlainObject(model)) {
    const { message, hint, key } = flaw ?? noModel(model);
    throw new MlxError('data/user-module', `\`${path}\`: ${message}`, {
      hints: [hint],
      place: placeOf(key),
    });
  }
  const { tasks, reads = 'scaled', params = {}, fit, predictor } = model;
  return {
    tasks: Array.from(tasks as readonly TaskKind[]),
    reads: reads as Reading,
    params: params as Readonly<Record<string, object>>,
    fit: (fit as ExportedModel['fit']).bind(model),
    predictor: (predictor as ExportedModel['predictor']).bind(model),
  };
}

function noModel(model: unknown): Flaw {
  return {
    message: model === undefined ? 'it has no default export' : `it exports ${kindOf(model)}`,
    hint: 'Write `export default { tasks: […], fit(…) { … }, predictor(…) { … } };`',
    key: 'default',
  };
}

function unknownKey(model: Exported): Flaw | undefined {
  const key = Object.keys(model).find((each) => !(known as readonly string[]).includes(each));
  if (key === undefined) return undefined;
  const nearest = nearestWord(key, known);
  const hint = nearest === undefined ? `Use: ${known.join(', ')}` : `Rename it to \`${nearest}\``;
  return { message: `a model has no \`${key}\``, hint, key };
}

function missingFunction(model: Exported): Flaw | undefined {
  const key = (['fit', 'predictor'] as const).find((each) => typeof model[each] !== 'function');
  if (key === undefined) return undefined;
  const found = model[key] === undefined ? 'is missing' : `is ${kindOf(model[key])}`;
  return { message: `\`${key}\` ${found}, and it has to be a function`, hint: usage[key], key };
}

function badDeclaration({ tasks, reads = 'scaled', params = {} }: Exported): Flaw | undefined {
  if (!isList(tasks) || tasks.length === 0 || !Array.from(tasks).every(isTask)) {
    const hint = `Write \`tasks: ['binary']\`, with some of: ${taskKinds.join(', ')}`;
    return { message: '`tasks` does not say which tasks it does', hint, key: 'tasks' };
  }
  if (reads !== 'scaled' && reads !== 'native') {
    const message = '`reads` is neither `scaled` nor `native`';
    return { message, hint: "Write `reads: 'scaled'`", key: 'reads' };
  }
  if (isPlainObject(params) && Object.values(params).every(isPlainObject)) return undefined;
  const hint = "Write `params: { rate: { type: 'number', default: 0.1 } }`";
  return { message: '`params` holds no JSON Schema by name', hint, key: 'params' };
}

const usage: Readonly<Record<'fit' | 'predictor', string>> = {
  fit: 'Write `async fit({ task, train, validation }, params, context) { return { config, weights }; }`',
  predictor:
    'Write `predictor({ config, weights }) { return ({ rows, values }) => …; }`: a number for each row',
};

function isTask(value: unknown): value is TaskKind {
  return (taskKinds as readonly unknown[]).includes(value);
}
