import { rowsAt } from '../../contracts/batch.js';
import { wholeFigure } from '../../contracts/figure.js';
import type { FeatureBlock } from '../../contracts/matrix.js';
import { type Random, randomFor } from '../../contracts/seeded-random.js';
import type { TrainingMatrix } from '../../contracts/training-matrix.js';
import { MlxError } from '../../errors/index.js';
import { decodeBatch } from './decode-batch.js';
import type { PlannedMatrix, PlannedStep } from './feature-plan.js';
import type {
  FittedFeatures,
  FittedMatrix,
  FittedStep,
  TrainedFeatures,
} from './fitted-features.js';
import { matrixSteps } from './matrix/index.js';
import type { LabelledBatch, TrainingRows } from './training-rows.js';
import { transformTraining } from './transform-training.js';

/**
 * Learns which features of all columns are kept and what becomes of them, from the training rows as they will be read (of many a drawn
 * part): where the target is encoded, out of fold. Features that mean something only together, such as an image, always stay.
 */
export async function fitMatrix(
  trained: TrainedFeatures,
  { select, reduce }: PlannedMatrix,
  rows: TrainingRows,
): Promise<TrainedFeatures> {
  if (select.length === 0 && reduce === undefined) return trained;
  const { fitted } = trained;
  const all = await trainingMatrix(trained, rows);
  const isWhole = placesOf(fitted.blocks, ({ kind }) => kind === 'tokens' || kind === 'image');
  let places = [...fitted.outputs.keys()].filter((place) => !isWhole.has(place));
  for (const { name, params } of select) {
    const step = matrixSteps.select.get(name);
    const chosen = await step.choose(columnsOf(all, places), params, rows);
    places = chosen.map((at) => places[at] as number);
  }
  const kept = [...places, ...isWhole].sort((a, b) => a - b);
  const isBlock = placesOf(fitted.blocks, ({ kind }) => kind !== 'one-hot');
  const reads = places.filter((place) => !isBlock.has(place));
  const reduction =
    reduce === undefined || reads.length === 0
      ? undefined
      : fitReduction(reduce, columnsOf(all, reads));
  const rest = reduction === undefined ? kept : kept.filter((place) => isBlock.has(place));
  const made = reduction?.outputs ?? [];
  const matrix: FittedMatrix = {
    keep: rest,
    ...(reduction && { reduce: { ...reduction.fitted, reads } }),
  };
  const outputs = [...made, ...rest.map((place) => fitted.outputs[place] as string)];
  const placesNow = new Map(rest.map((place, at) => [place, made.length + at]));
  const finish = ({ blocks, ...features }: FittedFeatures): FittedFeatures => {
    const moved = movedBlocks(blocks, placesNow);
    return {
      ...features,
      matrix,
      outputs,
      width: outputs.length,
      ...(moved.length > 0 && { blocks: moved }),
    };
  };
  return { fitted: finish(fitted), folds: trained.folds.map(finish) };
}

function fitReduction(
  { name, params }: PlannedStep,
  matrix: TrainingMatrix,
): { readonly fitted: FittedStep; readonly outputs: readonly string[] } {
  const step = matrixSteps.reduce.get(name);
  const state = step.fit(matrix, params);
  return { fitted: { name, state }, outputs: step.outputs(state) };
}

/** Rows beyond which a part of them, drawn by the seed, stands for all: the same whatever memory there is. */
const mostRows = 200_000;

async function trainingMatrix(
  trained: TrainedFeatures,
  rows: TrainingRows,
): Promise<TrainingMatrix> {
  const { fitted } = trained;
  const all = rows.statsOf(fitted.columns[0]?.name ?? '').rows;
  const count = Math.min(all, mostRows);
  refuseTooLarge(count, fitted.width, rows.roomBytes);
  const values = new Float32Array(count * fitted.width);
  const y = new Float64Array(count);
  const isDrawn = drawOf(count, all, randomFor(rows.seed, 'features/select'));
  let row = 0;
  for await (const read of rows.read(fitted.columns)) {
    const some = all === count ? read : drawn(read, isDrawn);
    const { batch } = await decodeBatch(fitted, some.batch, rows.world);
    const { rowIds } = some;
    transformTraining(trained, batch, { rowIds, seed: rows.seed, target: values, rowOffset: row });
    y.set(some.y, row);
    row += batch.rows;
  }
  const codes = placesOf(fitted.blocks, ({ kind }) => kind === 'category');
  return {
    rows: count,
    names: fitted.outputs,
    values,
    isCode: fitted.outputs.map((_, place) => codes.has(place)),
    ...{ task: rows.task, y, seed: rows.seed },
  };
}

/** Says of row after row whether it is drawn: exactly as many as wanted, each set as likely as any other (Knuth's algorithm S). */
function drawOf(wanted: number, rows: number, random: Random): () => boolean {
  let [missing, left] = [wanted, rows];
  return () => {
    const isDrawn = random() * left < missing;
    left -= 1;
    if (isDrawn) missing -= 1;
    return isDrawn;
  };
}

function drawn({ batch, y, rowIds }: LabelledBatch, isDrawn: () => boolean): LabelledBatch {
  const places = Array.from({ length: batch.rows }, (_, at) => at).filter(isDrawn);
  const at = (values: Float64Array): Float64Array =>
    Float64Array.from(places, (place) => values[place] as number);
  return { batch: rowsAt(batch, places), y: at(y), rowIds: at(rowIds) };
}

/** All other steps read rows a batch at a time; these see what is drawn of them together. */
function refuseTooLarge(rows: number, width: number, room = Infinity): void {
  const bytes = rows * width * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= room) return;
  const gigabytes = (size: number): string => `${(size / 1e9).toPrecision(2)} GB`;
  throw new MlxError(
    'features/too-large',
    `\`select\` and \`reduce\` look at up to ${wholeFigure(mostRows)} training rows at once: ${wholeFigure(rows)} rows of ${wholeFigure(width)} features take ${gigabytes(bytes)}, and there is room for ${gigabytes(room)}`,
    {
      hints: [
        'Leave them out of `features: _`: models learn from rows that do not fit in memory, and `l1` or trees choose features by themselves',
        'Give text columns fewer `max_features`',
        'Or drop columns by name, run on a machine with more memory, or try it with `--sample`',
      ],
    },
  );
}

function columnsOf(all: TrainingMatrix, places: readonly number[]): TrainingMatrix {
  const width = all.names.length;
  const values = new Float32Array(all.rows * places.length);
  for (let row = 0; row < all.rows; row++) {
    for (const [at, place] of places.entries()) {
      values[row * places.length + at] = all.values[row * width + place] as number;
    }
  }
  return {
    ...all,
    names: places.map((place) => all.names[place] as string),
    isCode: places.map((place) => all.isCode[place] === true),
    values,
  };
}

function placesOf(
  blocks: readonly FeatureBlock[] = [],
  isMeant: (block: FeatureBlock) => boolean,
): ReadonlySet<number> {
  return new Set(
    blocks
      .filter(isMeant)
      .flatMap(({ start, width }) => Array.from({ length: width }, (_, at) => start + at)),
  );
}

function movedBlocks(
  blocks: readonly FeatureBlock[] = [],
  placesNow: ReadonlyMap<number, number>,
): readonly FeatureBlock[] {
  return blocks.flatMap((block) => {
    const now = Array.from({ length: block.width }, (_, at) => placesNow.get(block.start + at));
    const [start] = now;
    return start === undefined || now.includes(undefined) ? [] : [{ ...block, start }];
  });
}
