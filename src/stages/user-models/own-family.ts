import { readFile } from 'node:fs/promises';
import { normalize, resolve } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel } from '../../contracts/model.js';
import type { ModuleCode } from '../../contracts/module-code.js';
import { carriedModule, loadCarriedModule } from '../../data/user-modules/carried-module.js';
import { loadUserModule, type UserModule } from '../../data/user-modules/load-user-module.js';
import { kindOf } from '../../data/user-modules/value-kind.js';
import { whenAborted } from '../../data/user-modules/when-aborted.js';
import { MlxError, type Place } from '../../errors/index.js';
import type { OwnFamily } from '../../learning/models/families.js';
import type {
  FitContext,
  FitResult,
  LabelledRows,
  PredictFunction,
  TrainingData,
} from '../../learning/models/model-family.js';
import type { Complaint } from '../../project/describe-problem.js';
import { answersFrom } from './answers.js';
import { fitWorld } from './fit-world.js';
import { type FittedParts, fittedParts, WrongAnswer } from './fitted-result.js';
import { type ExportedModel, exportedModel } from './module-exports.js';
import { type CheckParams, paramsCheck } from './own-params.js';

/** Loads a family of the user's own from its project. Throws `data/user-module` when it is none. */
export async function ownFamily(path: string, projectDir: string): Promise<CheckedFamily> {
  const code = await carriedModule(path, projectDir);
  const loaded = await loadUserModule(path, projectDir);
  return familyFrom(loaded, code, await readFile(resolve(projectDir, path), 'utf8'));
}

/** The same from the code that a model carries. */
export async function carriedFamily(code: ModuleCode): Promise<CheckedFamily> {
  return familyFrom(await loadCarriedModule(code), code, code.files[0]?.code ?? '');
}

/** A family of the user's own, and what its params may be. */
interface CheckedFamily extends OwnFamily {
  readonly schema: Readonly<Record<string, object>>;
  readonly check: CheckParams;
}

async function familyFrom(
  module: UserModule,
  code: ModuleCode,
  text: string,
): Promise<CheckedFamily> {
  const placeOf = placesIn(normalize(module.path), text);
  const model = exportedModel(module, placeOf);
  const { tasks, reads, params: schema } = model;
  const check = await paramsCheck(module.path, schema, placeOf('params'));
  const user = { module, model, placeOf };
  return {
    name: module.path,
    summary: "A model of the project's own",
    ...{ tasks, reads, params: {}, code, schema, check },
    fit: (data, given, context) => {
      const { params, complaints } = check(given as JsonObject, []);
      if (complaints.length > 0) throw unfitParams(module.path, complaints);
      return fit(user, data, { params, context });
    },
    predictor: (saved) => predictor(user, saved),
  };
}

function unfitParams(path: string, problems: readonly Complaint[]): MlxError {
  return new MlxError('project/invalid', `\`${path}\` cannot be given these params`, {
    problems: problems.map(({ code, message, hints = [] }) => ({ code, message, hints })),
  });
}

interface UserModel {
  readonly module: UserModule;
  readonly model: ExportedModel;
  readonly placeOf: (key: string) => Place;
}

async function fit(
  user: UserModel,
  data: TrainingData,
  { params, context }: { readonly params: unknown; readonly context: FitContext },
): Promise<FitResult> {
  const { task, train, validation } = data;
  const world = fitWorld(data, context);
  const seen = {
    task,
    train: flat(train),
    ...(validation !== undefined && { validation: flat(validation) }),
  };
  const aborted = whenAborted(context.signal);
  const parts = await blaming(user, 'fit', async (): Promise<FittedParts> => {
    try {
      const fitting = Promise.resolve(user.model.fit(seen, params, world.context));
      return fittedParts(await Promise.race([fitting, aborted.promise]));
    } catch (error) {
      throw context.signal.aborted ? new Interrupted(error) : error;
    } finally {
      aborted.forget();
    }
  });
  const { trained, history } = world;
  const passes = history.at(-1)?.epoch ?? 0;
  return {
    model: {
      family: user.module.path,
      ...{ task, inputs: train.x.columns, config: parts.config, weights: parts.weights },
    },
    history,
    epochs: trained?.epochs ?? passes,
    bestEpoch: trained?.bestEpoch ?? passes,
    notes: [...world.notes, ...parts.notes],
    ...(trained !== undefined && { road: trained.road }),
  };
}

function predictor(
  user: UserModel,
  { task, inputs, config, weights }: SavedModel,
): PredictFunction {
  const prepare = (): ((rows: unknown) => unknown) => {
    const answer = user.model.predictor({ task, inputs, config, weights });
    if (typeof answer === 'function') return answer as (rows: unknown) => unknown;
    throw new WrongAnswer(
      `\`predictor\` returned ${kindOf(answer)}`,
      'Return a function of some rows: `({ rows, values }) => …`',
    );
  };
  const answer = blamingNow(user, prepare);
  return (matrix) => blamingNow(user, () => answersFrom(answer({ ...matrix }), matrix.rows, task));
}

function flat({ x, y, weights }: LabelledRows): object {
  return { ...x, y, ...(weights !== undefined && { weights }) };
}

/** Not the fault of the user's code, whatever it made of it. */
class Interrupted extends Error {
  constructor(cause: unknown) {
    super('interrupted', { cause });
  }
}

async function blaming<Result>(
  user: UserModel,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Interrupted ? error.cause : blamed(user, key, error);
  }
}

function blamingNow<Result>(user: UserModel, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw blamed(user, 'predictor', error);
  }
}

function blamed({ module, placeOf }: UserModel, key: string, error: unknown): unknown {
  if (!(error instanceof WrongAnswer)) return module.blame(error);
  const place = placeOf(key);
  const where = place.line === undefined ? '' : `, line ${place.line}`;
  return new MlxError('data/user-code', `\`${place.file}\`${where}: ${error.message}`, {
    hints: [error.hint],
    place,
  });
}

/** Finds the line on which a part of the default export begins. */
function placesIn(file: string, text: string): (key: string) => Place {
  const lines = text.split('\n');
  return (key) => {
    const begins =
      key === 'default'
        ? /\bexport\s+default\b/
        : new RegExp(`^\\s*(async\\s+)?(export\\s+)?${key.replaceAll(/\W/g, '.')}\\s*[(:,=]`);
    const at = lines.findIndex((line) => begins.test(line));
    return at < 0 ? { file } : { file, line: at + 1, source: lines[at] ?? '' };
  };
}
