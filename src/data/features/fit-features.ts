import type { ColumnStats } from '../../contracts/batch.js';
import type { JsonObject } from '../../contracts/json.js';
import type { FeatureBlock, Reading } from '../../contracts/matrix.js';
import { MlxError } from '../../errors/index.js';
import type { FeaturePlan, PlannedColumn } from './feature-plan.js';
import type { FittedColumn, FittedFeatures } from './fitted-features.js';
import { featureSteps } from './steps/index.js';
import type { Fill, NumericSummary } from './steps/step.js';

/** Learns every step of a plan from the training split, of which `statsOf` gives one column's facts. */
export async function fitFeatures(
  plan: FeaturePlan,
  statsOf: (column: string) => ColumnStats,
): Promise<FittedFeatures> {
  if (plan.problems.length > 0) {
    throw new MlxError('features/invalid', 'The `features` block cannot be used with this data', {
      problems: plan.problems,
    });
  }
  const columns: FittedColumn[] = [];
  const taken = new Set<string>();
  for (const column of plan.columns) {
    const fitted = await fitColumn(column, statsOf(column.name), plan.reading);
    columns.push({ ...fitted, outputs: unique(fitted.outputs, taken) });
  }
  const outputs = columns.flatMap((column) => column.outputs);
  if (outputs.length === 0) throw nothingLeft(plan);
  const blocks = blocksOf(columns);
  return {
    version: 1,
    columns,
    outputs,
    width: outputs.length,
    ...(blocks.length > 0 && { blocks }),
  };
}

/** Where in the matrix the columns lie that are more than numbers. */
function blocksOf(columns: readonly FittedColumn[]): readonly FeatureBlock[] {
  let start = 0;
  return columns.flatMap(({ name, outputs, block, indicator }): FeatureBlock[] => {
    const first = start;
    start += outputs.length;
    if (block === undefined) return [];
    return [{ name, ...block, start: first, width: outputs.length - Number(indicator) }];
  });
}

async function fitColumn(
  planned: PlannedColumn,
  stats: ColumnStats,
  reading: Reading,
): Promise<FittedColumn> {
  const { name, type } = planned;
  const step = featureSteps.impute.get(planned.impute.name);
  const fill = finite(await step.fit(stats, planned.impute.params, type));
  const scale = planned.scale && (await fitScale(planned, stats, fill));
  const encode = planned.encode && (await fitEncode(planned, stats, fill));
  const indicator = planned.indicator && stats.missing > 0;
  return {
    name,
    type,
    impute: { name: step.name, fill },
    ...(scale && { scale }),
    ...(encode && fittedEncode(encode)),
    indicator,
    ...keptMissing(reading, fill),
    outputs: [...(encode?.outputs ?? [name]), ...(indicator ? [`${name}=(missing)`] : [])],
    required: fill === null && stats.missing === 0,
    ...(await seenInTraining(type, stats)),
  };
}

function fittedEncode({
  name,
  state,
  block,
}: FittedEncode): Pick<FittedColumn, 'encode' | 'block'> {
  return { encode: { name, state }, ...(block && { block }) };
}

function keptMissing(reading: Reading, fill: Fill): Pick<FittedColumn, 'keepsMissing'> {
  return reading === 'native' && fill === null ? { keepsMissing: true } : {};
}

async function fitScale(
  { name: column, scale }: PlannedColumn,
  stats: ColumnStats,
  fill: Fill,
): Promise<NonNullable<FittedColumn['scale']>> {
  const step = featureSteps.scale.get(scale?.name ?? '');
  const summary = await filledSummary(stats, fill);
  if (!Object.values(summary).every(Number.isFinite)) {
    throw new MlxError(
      'features/infinite-values',
      `Column \`${column}\` has training values that are infinite, or too large to scale`,
      {
        hints: [`Take such rows out of the source, or leave \`${column}\` out with \`drop: true\``],
      },
    );
  }
  return { name: step.name, state: step.fit(summary, scale?.params ?? {}) };
}

interface FittedEncode extends Pick<FittedColumn, 'block' | 'outputs'> {
  readonly name: string;
  readonly state: JsonObject;
}

async function fitEncode(
  { name: column, encode }: PlannedColumn,
  stats: ColumnStats,
  fill: Fill,
): Promise<FittedEncode> {
  const step = featureSteps.encode.get(encode?.name ?? '');
  const state = await step.fit(stats, encode?.params ?? {}, fill);
  const block = step.block?.(state);
  return { name: step.name, state, outputs: step.outputs(column, state), ...(block && { block }) };
}

/** Facts of the column once its missing values are filled: exact, without a second look at the rows. */
async function filledSummary(stats: ColumnStats, fill: Fill): Promise<NumericSummary> {
  const { mean, sd, min, max } = await stats.numeric();
  const known = stats.rows - stats.missing;
  const filled = typeof fill === 'number' ? stats.missing : 0;
  const value = typeof fill === 'number' ? fill : 0;
  if (known === 0) return { mean: value, sd: 0, min: value, max: value };
  if (filled === 0) return { mean, sd, min, max };

  const rows = known + filled;
  const share = filled / rows;
  const variance = (known / rows) * sd ** 2 + (known / rows) * share * (value - mean) ** 2;
  return {
    mean: mean + share * (value - mean),
    sd: Math.sqrt(variance),
    min: Math.min(min, value),
    max: Math.max(max, value),
  };
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

/** Two features never share a name, even if a column is called `plan=basic`. */
function unique(names: readonly string[], taken: Set<string>): readonly string[] {
  return names.map((name) => {
    let free = name;
    for (let copy = 2; taken.has(free); copy++) free = `${name}#${copy}`;
    taken.add(free);
    return free;
  });
}

function nothingLeft(plan: FeaturePlan): MlxError {
  return new MlxError('features/none', 'No column is left to learn from', {
    hints: [
      ...plan.dropped.map(({ reason }) => `Note: ${reason}.`),
      'Give at least one column the role `feature` and a type other than `text`',
    ],
  });
}
