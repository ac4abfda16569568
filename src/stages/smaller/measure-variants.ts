import { gzipSync } from 'node:zlib';
import { encodeSavedModel } from '../../artifacts/saved-model.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import { gainOf, type Judged } from '../../learning/judging/judged.js';
import type { Metric } from '../../learning/metrics/metric.js';
import { predictorOf } from '../../learning/models/predict.js';
import type { LoadedRows } from '../load-rows.js';
import { predictRows } from '../predict-rows.js';
import { type Compared, lossOf, missedBy } from './judge-variant.js';
import { makeVariant } from './make-variant.js';
import type { MetricLoss, SmallerReport, VariantFacts } from './smaller-report.js';
import type { SmallerSettings } from './smaller-settings.js';
import { judgedBy, type SmallerWorld } from './smaller-world.js';
import { speedsOf } from './speed.js';

/** Every variant measured beside the full model, and the models themselves by name. */
export interface Measured extends Pick<SmallerReport, 'full' | 'variants'> {
  readonly models: ReadonlyMap<string, SavedModel>;
}

/** Rows to choose by, and the full model's word on them. */
interface Ground {
  readonly rows: LoadedRows;
  readonly judged: Judged;
}

type Made = { readonly name: string } & (
  | { readonly model: SavedModel }
  | { readonly cannot: string }
);

/** Makes every variant, and measures size, speed and loss of each on the rows. */
export async function measureVariants(
  wish: SmallerSettings,
  { rows, truth }: Pick<Judged, 'truth'> & { readonly rows: LoadedRows },
  world: SmallerWorld,
): Promise<Measured> {
  const { full, families, signal } = world;
  const predictions = await predictRows(full, rows, families);
  const ground = { rows, judged: judgedBy(full, predictions, { truth, seed: wish.seed, signal }) };
  const made: Made[] = [];
  const loss = lossOn(ground, world);
  for (const tried of wish.try) {
    const model = await makeVariant(full, tried, { loss });
    made.push({ name: tried.name, ...('cannot' in model ? model : { model }) });
  }
  const models = new Map(
    made.flatMap((each) => ('model' in each ? [[each.name, each.model]] : [])),
  );
  const told = await factsOf(new Map([['full', full], ...models]), { wish, ground, world });
  return {
    models,
    full: told.get('full') as VariantFacts,
    variants: made.map((each) => ('model' in each ? (told.get(each.name) as VariantFacts) : each)),
  };
}

/** What methods that search may ask. */
function lossOn(
  { rows, judged: { truth, predictions, options } }: Ground,
  { families, metric: name, told, signal }: SmallerWorld,
): (model: SavedModel) => Promise<number> {
  const metric = told.get(name);
  if (metric === undefined) throw new Error(`${name} was not loaded`);
  const theirs = metric.scorer(truth, predictions, options);
  return async (model) => {
    signal.throwIfAborted();
    const ours = metric.scorer(truth, await predictRows(model, rows, families), options);
    return gainOf(metric, theirs, ours)(truth.weights).value ?? Infinity;
  };
}

/** Facts of models, the full one first. */
async function factsOf(
  models: ReadonlyMap<string, SavedModel>,
  {
    wish,
    ground,
    world,
  }: {
    readonly wish: SmallerSettings;
    readonly ground: Ground;
    readonly world: SmallerWorld;
  },
): Promise<ReadonlyMap<string, VariantFacts>> {
  const { families, goldenDifference, told: metrics, signal } = world;
  const predicts = [...models.values()].map((model) => predictorOf(model, families));
  const [first = { batch: 1, row: 1 }, ...others] = speedsOf(predicts, await someRows(ground.rows));
  const speeds = [first, ...others];
  const told = new Map<string, VariantFacts>();
  for (const [at, [name, model]] of [...models].entries()) {
    signal.throwIfAborted();
    const said =
      at === 0 ? ground.judged.predictions : await predictRows(model, ground.rows, families);
    const compared = { small: judgedBy(model, said, ground.judged), full: ground.judged };
    const { batch, row } = speeds[at] ?? first;
    const facts = { ...sizeOf(model), throughput: first.batch / batch, latency: row / first.row };
    const full = told.get('full') ?? facts;
    const missed: VariantFacts['missed'][number][] = [];
    for (const [index, line] of at === 0 ? [] : wish.requirements.entries()) {
      const how = { compared, metrics, facts, full, where: 'validation' };
      const why = await missedBy(line, how);
      if (why !== undefined) missed.push({ line: index, why });
    }
    told.set(name, {
      ...{ name, ...facts, missed },
      metrics: await lossesOf(metrics, compared),
      golden: at === 0 ? 0 : await goldenDifference(model),
    });
  }
  return told;
}

/** What each metric of a smaller model is, and what it loses. */
export async function lossesOf(
  metrics: ReadonlyMap<string, Metric>,
  compared: Compared,
): Promise<readonly MetricLoss[]> {
  const losses = [];
  for (const metric of metrics.values()) losses.push(await lossOf(metric, compared));
  return losses.filter((loss) => loss !== undefined);
}

/** Bytes of the two files of a model, as they are and by gzip. */
function sizeOf(model: SavedModel): Pick<VariantFacts, 'bytes' | 'gzip'> {
  const files = Object.values(encodeSavedModel(model)) as readonly Uint8Array[];
  return {
    bytes: files.reduce((sum, bytes) => sum + bytes.length, 0),
    gzip: files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0),
  };
}

const rowsOfSpeed = 1000;

/** The first rows, in memory. */
async function someRows({ x, stream }: LoadedRows): Promise<Matrix> {
  const rows = Math.min(rowsOfSpeed, x.rows);
  const width = x.columns.length;
  const values =
    stream === undefined
      ? x.values.subarray(0, rows * width)
      : await stream.read(
          Uint32Array.from({ length: rows }, (_, at) => at),
          0,
          rows,
        );
  return { ...x, rows, values };
}
