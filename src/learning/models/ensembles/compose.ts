import type { Matrix } from '../../../contracts/matrix.js';
import type { Predictions, SavedModel } from '../../../contracts/model.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import type {
  FitContext,
  LabelledRows,
  ModelFamily,
  PredictFunction,
  TrainingData,
} from '../model-family.js';

/**
 * What a family that is made of other candidates (`composes: true`) is given beside a `FitContext`. In a project:
 *
 *     candidates:
 *       boosted: { model: gradient-boosting }
 *       net: { model: mlp, layers: [64] }
 *       both: { model: stacking, of: [boosted, net], final: linear }
 *
 * The matrix such a family reads holds, side by side, every reading that its members need, each once; a {@link Part} says where
 * a member's columns stand. So one matrix, one plan of features and one saved model serve the whole.
 */
export interface ComposeContext extends FitContext {
  /**
   * Fits another candidate on some of the training rows, all when absent; a row named twice counts twice. `turn` keeps the random streams
   * of several fits of one candidate apart. Validation rows are passed on, for those that stop early.
   */
  fit(
    name: string,
    options: { readonly rows?: Uint32Array; readonly turn: string },
  ): Promise<Member>;
  /** Fits a family with its defaults on data of the caller's own making, such as the answers of members. */
  fitFamily(family: string, data: TrainingData): Promise<SavedModel>;
  readonly predictorOf: (model: SavedModel) => PredictFunction;
}

/** A fitted candidate within an ensemble. */
export interface Member {
  readonly name: string;
  readonly model: SavedModel;
  /** Its columns in the matrix of the ensemble: from `start` on, as many as the model has inputs. */
  readonly start: number;
  readonly notes: readonly string[];
}

/** A candidate that members are made of, and where its columns stand. */
export interface Part {
  readonly family: ModelFamily;
  readonly params: ValuesOf<Params>;
  readonly start: number;
  readonly width: number;
}

/** The context for an ensemble over `data`, whose matrix holds the columns of all `parts`. */
export function composer(
  data: TrainingData,
  {
    parts,
    families,
    context,
  }: {
    readonly parts: ReadonlyMap<string, Part>;
    readonly families: { get(name: string): ModelFamily };
    readonly context: FitContext;
  },
): ComposeContext {
  const predictorOf = (model: SavedModel): PredictFunction =>
    families.get(model.family).predictor(model, predictorOf);
  return {
    ...context,
    predictorOf,
    fit: async (name, { rows, turn }) => {
      const part = parts.get(name);
      if (part === undefined) throw unknownMember(name, [...parts.keys()]);
      const label = `${context.label}/${name}/${turn}`;
      const given = partOf(data, part, rows);
      const { model, notes } = await part.family.fit(given, part.params, { ...context, label });
      return { name, model, start: part.start, notes };
    },
    fitFamily: async (name, given) => {
      const family = families.get(name);
      const label = `${context.label}/final`;
      const { model } = await family.fit(given, defaultsOf(family), { ...context, label });
      return model;
    },
  };
}

/** Answers of a member for the rows of an ensemble's matrix. */
export function answersOf(
  { model, start }: Pick<Member, 'model' | 'start'>,
  matrix: Matrix,
  predictorOf: (model: SavedModel) => PredictFunction,
): Predictions {
  return predictorOf(model)(columnsOf(matrix, { start, width: model.inputs.length }));
}

function partOf(
  { task, train, validation }: TrainingData,
  part: Part,
  rows?: Uint32Array,
): TrainingData {
  return {
    task,
    train: { ...rowsOf(train, rows), x: columnsOf(train.x, part, rows) },
    ...(validation === undefined
      ? {}
      : { validation: { ...validation, x: columnsOf(validation.x, part) } }),
  };
}

function rowsOf({ x, y, weights }: LabelledRows, rows?: Uint32Array): LabelledRows {
  if (rows === undefined) return { x, y, ...(weights === undefined ? {} : { weights }) };
  const picked = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number);
  return { x, y: picked(y), ...(weights === undefined ? {} : { weights: picked(weights) }) };
}

/** Some columns of some rows, and the blocks that lie in them. */
export function columnsOf(
  matrix: Matrix,
  { start, width }: { readonly start: number; readonly width: number },
  rows?: Uint32Array,
): Matrix {
  const all = matrix.columns.length;
  if (rows === undefined && start === 0 && width === all) return matrix;
  const count = rows?.length ?? matrix.rows;
  const values = new Float32Array(count * width);
  for (let at = 0; at < count; at++) {
    const from = (rows?.[at] ?? at) * all + start;
    values.set(matrix.values.subarray(from, from + width), at * width);
  }
  return {
    rows: count,
    columns: matrix.columns.slice(start, start + width),
    values,
    ...blocksWithin(matrix, { start, width }),
  };
}

function blocksWithin(
  { blocks = [] }: Matrix,
  { start, width }: { readonly start: number; readonly width: number },
): Pick<Matrix, 'blocks'> {
  const within = blocks
    .filter((block) => block.start >= start && block.start + block.width <= start + width)
    .map((block) => ({ ...block, start: block.start - start }));
  return within.length === 0 ? {} : { blocks: within };
}

function defaultsOf({ params }: ModelFamily): ValuesOf<Params> {
  const values = Object.entries(params).map(([name, declared]) => [
    name,
    'default' in declared ? declared.default : undefined,
  ]);
  return Object.fromEntries(values) as ValuesOf<Params>;
}

function unknownMember(name: string, known: readonly string[]): MlxError {
  return new MlxError(
    'learning/unknown-member',
    `\`of\` names \`${name}\`, which is no candidate`,
    {
      hints: [`Use candidates of this project: ${known.join(', ')}`],
    },
  );
}
