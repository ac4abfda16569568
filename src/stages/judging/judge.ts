import { join } from 'node:path';
import type { Emit } from '../../contracts/events.js';
import { exactPercent } from '../../contracts/figure.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Column } from '../../contracts/table.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { RegistryPlace } from '../../delivery/registry/open-registry.js';
import { foldInterval } from '../../learning/judging/fold-interval.js';
import type { Judged } from '../../learning/judging/judged.js';
import { judgeFairness } from '../../learning/judging/of-fairness.js';
import { judgeMetric, notMeasured, verdictOf } from '../../learning/judging/of-metric.js';
import { judgeRobustness } from '../../learning/judging/of-robustness.js';
import { judgeSlices } from '../../learning/judging/of-slices.js';
import { judgeVersus, wantedVersus } from '../../learning/judging/of-versus.js';
import { type Slice, slicesBy } from '../../learning/judging/slices.js';
import { unmeasured, type Verdict } from '../../learning/judging/verdict.js';
import type { Evaluation } from '../../learning/metrics/evaluation/evaluation.js';
import type { Metric } from '../../learning/metrics/metric.js';
import {
  divided,
  type EvaluationArtifact,
  type Judging,
  splitFiles,
  type Training,
} from '../artifact-files.js';
import type { RowRoom } from '../load-rows.js';
import { columnsRead, disturbancesOf } from './disturbances.js';
import { disturbedForecasts } from './disturbed-forecasts.js';
import { askOtherForecast, slicesOfSeries } from './judge-forecast.js';
import { judgeLeaks } from './judge-leaks.js';
import { askOther, findOther } from './other-model.js';
import { predictDisturbed, trainingSds } from './predict-disturbed.js';
import { type JudgedLine, sliceDefaults } from './requirement-lines.js';
import { sliceColumns } from './test-columns.js';

/** All that the lines of the contract are held against. */
interface JudgingWorld {
  readonly judged: Judged;
  readonly evaluation: Evaluation;
  readonly model: SavedModel;
  readonly fitted: FittedFeatures;
  readonly trained: Training;
  /** Of the table. */
  readonly columns: readonly Column[];
  readonly splitDir: string;
  readonly testRows: number;
  /** Of a forecast: what was forecast from. */
  readonly asked: Matrix | undefined;
  /** SHA-256 of the model, as `modelDigest` says. */
  readonly digest: string;
  readonly projectDir: string;
  readonly alias: string;
  readonly registry?: RegistryPlace | undefined;
  readonly room: RowRoom;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** The metrics that lines name, by their names. */
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Learns which model stood behind a `versus`. */
  readonly compared: (versus: string, model: string | null) => void;
}

/** The verdicts on lines of the contract, and which models stood behind a `versus`. */
export async function judgeLines(
  lines: readonly JudgedLine[],
  world: Omit<JudgingWorld, 'compared'>,
): Promise<Pick<EvaluationArtifact, 'verdicts'> & Judging> {
  const others: Record<string, string | null> = {};
  const verdicts: EvaluationArtifact['verdicts'][number][] = [];
  for (const line of lines) {
    const verdict = await judgeLine(line, {
      ...world,
      compared: (versus, other) => {
        others[versus] = other;
      },
    });
    verdicts.push({ ...verdict, index: line.index });
  }
  return { verdicts, others };
}

/** The verdict on one line of the contract. */
async function judgeLine(line: JudgedLine, world: JudgingWorld): Promise<Verdict> {
  if (line.leaks !== undefined)
    return judgeLeaks(line.leaks, (await divided.read(world.splitDir)).audit);
  if (line.fairness !== undefined) return fairnessOf(line, world);
  const name = line.metric ?? '';
  const metric = world.metrics.get(name);
  if (metric === undefined || !metric.tasks.includes(world.model.task.kind)) {
    const why = `it is not a metric of this task, which has ${Object.keys(world.evaluation.metrics).join(', ')}`;
    return notMeasured({ ...line, metric: name }, why);
  }
  const named = { ...line, metric: name, method: methodOf(line, metric) };
  if (line.on === 'folds') return onFolds(named, world);
  if (line.versus !== undefined)
    return versusOther({ ...named, versus: line.versus }, metric, world);
  if (line.robustness !== undefined) return robustnessOf(named, metric, world);
  if (line.by !== undefined) return slicesOf({ ...named, by: line.by }, metric, world);
  return judgeMetric(named, metric, { ...world.judged, known: world.evaluation.metrics[name] });
}

/** A metric that takes its time is not asked for resamples of resamples, unless told. */
function methodOf({ interval }: JudgedLine, { isCostly }: Metric): JudgedLine['interval'] {
  return interval ?? (isCostly === true ? 'bca' : undefined);
}

type MetricLine = JudgedLine & { readonly metric: string; readonly method: JudgedLine['interval'] };

function onFolds(line: MetricLine, { trained }: JudgingWorld): Verdict {
  const { metric, sure = 0.95 } = line;
  const found = trained.candidates.find(({ name }) => name === trained.chosen)?.crossValidation;
  if (found === undefined) {
    return notMeasured(
      line,
      'the model was not compared over folds: set `split.folds` and `train.cross_validate`',
    );
  }
  if (trained.metric !== metric) {
    return notMeasured(
      line,
      `folds were scored by ${trained.metric}: set \`train.select: ${metric}\``,
    );
  }
  const interval = foldInterval(found.scores, sure);
  return verdictOf(line, {
    value: found.mean,
    interval,
    where: ` over ${found.scores.length} folds`,
  });
}

async function versusOther(
  line: MetricLine & { readonly versus: string },
  metric: Metric,
  world: JudgingWorld,
): Promise<Verdict> {
  const about = { wanted: wantedVersus(line), metric: line.metric };
  const { judged, compared } = world;
  const other = await findOther(line.versus, world);
  compared(line.versus, other?.model ?? null);
  const known = world.evaluation.metrics[line.metric];
  if (other === undefined) {
    return {
      ...about,
      ...{ value: known?.value ?? null, interval: null, passed: true },
      explanation: `\`${line.metric}\` has nothing to be compared with: \`${line.versus}\` points at no version yet, and this is the first`,
    };
  }
  const { task } = world.model;
  const answer = await (world.asked === undefined
    ? askOther(other, {
        test: { file: join(world.splitDir, splitFiles.test), rows: world.testRows },
        ...{ task, columns: world.columns, room: world.room },
        images: { folder: world.projectDir, emit: world.emit },
        signal: world.signal,
      })
    : askOtherForecast(other, { task, asked: world.asked }));
  if (typeof answer === 'string') return unmeasured(about, answer);
  const verdict = await judgeVersus(line, metric, { judged, other: answer });
  if (other.model !== world.digest) return verdict;
  const explanation = `\`${line.metric}\` cannot differ: ${other.title} is this very model`;
  return { ...verdict, passed: true, explanation };
}

async function robustnessOf(
  line: MetricLine,
  metric: Metric,
  world: JudgingWorld,
): Promise<Verdict> {
  const { model, fitted, splitDir, judged, projectDir, signal, asked } = world;
  const max_loss = line.max_loss ?? 0;
  if (asked !== undefined) {
    const { truth, seed } = judged;
    const answers = disturbedForecasts(line.robustness ?? {}, { model, asked, truth, seed });
    return judgeRobustness({ ...line, max_loss }, metric, { judged, ...answers });
  }
  const found = disturbancesOf(line.robustness ?? {}, {
    columns: columnsRead(fitted),
    sds: await trainingSds(join(splitDir, splitFiles.train), fitted, signal),
    seed: judged.seed,
  });
  const wanted = `${line.metric} loses at most ${max_loss}`;
  if (typeof found === 'string') return unmeasured({ wanted, metric: line.metric }, found);
  const disturbed = [];
  for (const each of found.list) {
    const file = join(splitDir, splitFiles.test);
    const predictions = await predictDisturbed({ model, fitted }, each, {
      file,
      projectDir,
      signal,
    });
    disturbed.push({ title: each.title, predictions });
  }
  if (disturbed.length === 0) {
    return unmeasured(
      { wanted, metric: line.metric },
      'the model reads no column that could be disturbed like this',
    );
  }
  return judgeRobustness({ ...line, max_loss }, metric, { judged, disturbed, how: found.how });
}

async function slicesOf(
  line: MetricLine & { readonly by: readonly string[] },
  metric: Metric,
  world: JudgingWorld,
): Promise<Verdict> {
  const slices = await slicesIn(line, world);
  if (typeof slices === 'string') return notMeasured(line, slices);
  const { min_rows = sliceDefaults.minRows } = line;
  return judgeSlices({ ...line, min_rows }, metric, { judged: world.judged, slices });
}

async function fairnessOf(line: JudgedLine, world: JudgingWorld): Promise<Verdict> {
  const { fairness, by = [], min_rows = sliceDefaults.minRows, sure } = line;
  if (fairness === undefined) throw new Error('a line of fairness names its criterion');
  const wanted = `${fairness} by ${by.join(' and ')}${sure === undefined ? '' : `, ${exactPercent(sure)} sure`}`;
  if (world.model.task.classes.length !== 2) {
    return unmeasured(
      { wanted },
      `fairness is about decisions between two classes, and \`${world.model.task.target}\` has ${world.model.task.classes.length}`,
    );
  }
  const groups = await slicesIn(line, world);
  if (typeof groups === 'string')
    return unmeasured({ wanted }, `${fairness} could not be judged: ${groups}`);
  return judgeFairness(
    { ...line, fairness, by, min_rows, method: line.interval },
    { judged: world.judged, groups },
  );
}

/** The slices of the test rows, or why there are none. */
async function slicesIn(
  { by = [], bins = sliceDefaults.bins }: JudgedLine,
  { columns, splitDir, testRows, model, asked, signal }: JudgingWorld,
): Promise<readonly Slice[] | string> {
  if (asked !== undefined) return slicesOfSeries(by, model.task, asked);
  const chosen: Column[] = [];
  for (const name of by) {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) return `the table has no column \`${name}\``;
    if (column.type === 'image') return `\`${name}\` holds images, which are no slices`;
    chosen.push(column);
  }
  const file = join(splitDir, splitFiles.test);
  return slicesBy(await sliceColumns(file, chosen, { bins, signal }), testRows);
}
