import type { ColumnStats } from '../../contracts/batch.js';
import type { Reading } from '../../contracts/matrix.js';
import { MlxError } from '../../errors/index.js';
import type { PlannedColumn, PlannedStep } from './feature-plan.js';
import type { FittedColumn, FittedEncoder } from './fitted-features.js';
import { clippedNumbers, filledNumbers, knownNumbers, mappedNumbers } from './number-column.js';
import { featureSteps } from './steps/index.js';
import type { EncodeContext, EncodeStep, Fill, NumberColumn } from './steps/step.js';
import type { TrainingColumn } from './training-rows.js';

/** One column as it was fitted, and as training rows of each fold read it. */
export interface ColumnFit {
  readonly fitted: FittedColumn;
  /** Empty when no step of the column looks at the target. */
  readonly folds: readonly FittedColumn[];
}

/** Learns the steps of one column, slot by slot, each from what the ones before made of the training rows. */
export async function fitColumn(
  planned: PlannedColumn,
  column: TrainingColumn,
  reading: Reading,
): Promise<ColumnFit> {
  const { name, type } = planned;
  const step = featureSteps.impute.get(planned.impute.name);
  const fill = finite(await step.fit(column, planned.impute.params, type));
  const { outliers, scale, numbers } = await fitNumbers(planned, column, fill);
  const context = { fill, reading, numbers };
  const encoders: FittedWithFolds[] = [];
  for (const each of planned.encode) {
    encoders.push(await fitEncoder(each, { name, column, context }));
  }
  const indicator = planned.indicator && column.missing > 0;
  const flags = actionOf(outliers) === 'flag';
  const fitted: FittedColumn = {
    name,
    type,
    impute: { name: step.name, fill },
    ...(outliers && { outliers }),
    ...(scale && { scale }),
    ...(encoders.length > 0 && { encode: encoders.map((each) => each.fitted) }),
    ...(flags && { flag: true as const }),
    indicator,
    ...keptMissing(reading, fill),
    outputs: [
      ...encodedNames(name, encoders),
      ...(flags ? [`${name}=(outlier)`] : []),
      ...(indicator ? [`${name}=(missing)`] : []),
    ],
    required: fill === null && column.missing === 0,
    ...(await seenInTraining(type, column)),
  };
  return { fitted, folds: foldsOf(fitted, encoders) };
}

interface FittedNumbers extends Pick<FittedColumn, 'outliers' | 'scale'> {
  /** What the steps make of the training rows. */
  readonly numbers: NumberColumn;
}

/** The steps of a column that work on numbers; a column of text has none. */
async function fitNumbers(
  planned: PlannedColumn,
  column: TrainingColumn,
  fill: Fill,
): Promise<FittedNumbers> {
  const known = knownNumbers(column);
  const outliers = planned.outliers && (await fitOutliers(planned.outliers, known));
  const filled = filledNumbers(known, column, fill);
  const clips = outliers !== undefined && actionOf(outliers) === 'clip';
  const numbers = clips ? clippedNumbers(filled, outliers.state) : filled;
  if (planned.scale === undefined) return { ...(outliers && { outliers }), numbers };
  const scale = await fitScale(planned.name, planned.scale, numbers);
  const scaler = featureSteps.scale.get(scale.name).scaler(scale.state);
  return { ...(outliers && { outliers }), scale, numbers: mappedNumbers(numbers, scaler) };
}

function actionOf(outliers: FittedColumn['outliers']): 'clip' | 'flag' | 'none' {
  return outliers === undefined ? 'none' : featureSteps.outliers.get(outliers.name).action;
}

function keptMissing(reading: Reading, fill: Fill): Pick<FittedColumn, 'keepsMissing'> {
  return reading === 'native' && fill === null ? { keepsMissing: true } : {};
}

interface FittedWithFolds {
  readonly fitted: FittedEncoder;
  readonly folds: readonly FittedEncoder[];
  readonly outputs: readonly string[];
}

function encodedNames(column: string, encoders: readonly FittedWithFolds[]): readonly string[] {
  return encoders.length === 0 ? [column] : encoders.flatMap(({ outputs }) => outputs);
}

function foldsOf(
  fitted: FittedColumn,
  encoders: readonly FittedWithFolds[],
): readonly FittedColumn[] {
  const count = Math.max(0, ...encoders.map(({ folds }) => folds.length));
  return Array.from({ length: count }, (_, fold) => ({
    ...fitted,
    encode: encoders.map((each) => each.folds[fold] ?? each.fitted),
  }));
}

async function fitOutliers(
  { name, params }: PlannedStep,
  known: NumberColumn,
): Promise<NonNullable<FittedColumn['outliers']> | undefined> {
  const step = featureSteps.outliers.get(name);
  return step.action === 'none' ? undefined : { name, state: await step.fit(known, params) };
}

async function fitScale(
  column: string,
  { name, params }: PlannedStep,
  numbers: NumberColumn,
): Promise<NonNullable<FittedColumn['scale']>> {
  const step = featureSteps.scale.get(name);
  const summary = await numbers.summary();
  if (!Object.values(summary).every(Number.isFinite)) {
    throw new MlxError(
      'features/infinite-values',
      `Column \`${column}\` has training values that are infinite, or too large to scale`,
      {
        hints: [`Take such rows out of the source, or leave \`${column}\` out with \`drop: true\``],
      },
    );
  }
  return { name: step.name, state: await step.fit(numbers, params) };
}

interface EncodeRequest {
  readonly name: string;
  readonly column: TrainingColumn;
  readonly context: EncodeContext;
}

async function fitEncoder(
  { name: encoder, params }: PlannedStep,
  { name, column, context }: EncodeRequest,
): Promise<FittedWithFolds> {
  const step: EncodeStep = featureSteps.encode.get(encoder);
  const fit = (state: FittedEncoder['state']): FittedEncoder => {
    const block = step.block?.(state);
    const width = step.outputs(name, state).length;
    return { name: step.name, state, width, ...(block && { block }) };
  };
  const flaw = await step.flaw?.(column, params);
  if (flaw !== undefined) {
    throw new MlxError('features/bad-option', `\`${name}\`: \`encode: ${encoder}\` ${flaw.words}`, {
      hints: [flaw.hint],
    });
  }
  const state = await step.fit(column, params, context);
  const folds = (await step.fitFolds?.(column, params, context)) ?? [];
  return { fitted: fit(state), folds: folds.map(fit), outputs: step.outputs(name, state) };
}

const mostValues = 50;

async function seenInTraining(
  type: PlannedColumn['type'],
  stats: ColumnStats,
): Promise<Pick<FittedColumn, 'range' | 'values'>> {
  if (type === 'category') {
    const values = await stats.values(mostValues + 1);
    return values.length > mostValues ? {} : { values: values.map(({ value }) => value) };
  }
  if ((type !== 'number' && type !== 'integer') || stats.rows === stats.missing) return {};
  const { min, max } = await stats.numeric();
  return { range: [min, max] };
}

function finite(fill: Fill): Fill {
  return typeof fill === 'number' && !Number.isFinite(fill) ? 0 : fill;
}
