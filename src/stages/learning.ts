import { join } from 'node:path';
import type { GivenColumn, Reading } from '../contracts/matrix.js';
import type { Task } from '../contracts/task.js';
import { describePlan } from '../data/features/describe-plan.js';
import { joinTrained } from '../data/features/join-features.js';
import type { Metric } from '../learning/metrics/metric.js';
import type { Families } from '../learning/models/families.js';
import type { TrainingRows } from '../learning/resampling/training-rows.js';
import type { Job } from '../pipeline/stage.js';
import { ingested, splitFiles } from './artifact-files.js';
import { featuresFor, type Prepared, settleTask } from './features-for.js';
import { isGiven, type Places, readingsOf, type Way } from './fits/members.js';
import { filesOfSplits, learningPanel, loadPanel } from './forecast/load-panel.js';
import { noFeatures } from './forecast/no-features.js';
import type { ForecastWish } from './forecast/settle-forecast.js';
import { selectionMetric } from './judging/own-metric.js';
import type { LearningSettings } from './learning-settings.js';
import {
  type LoadedRows,
  loadRows,
  loadTrainingRows,
  roomFor,
  type TableRows,
  trainingSeries,
} from './load-rows.js';
import { goesOn, refuseNoHeir } from './parent/goes-on.js';
import { loadParent, type Parent, planFromParent, unreadColumns } from './parent/load-parent.js';
import type { CandidateSettings } from './user-models/custom-model.js';
import { familiesOf } from './user-models/load-families.js';
import { warnOfConstant } from './warn-of-constant.js';

/** The rows to learn from and those to choose by. */
export interface LearningRows {
  readonly train: TableRows;
  readonly validation: TableRows;
}

/** Training and validation rows as one kind of family reads them. */
interface ReadRows extends Prepared {
  /** Where the columns of each way of reading stand. */
  readonly places: Places;
  readonly rows: { readonly train: TrainingRows; readonly validation: LoadedRows };
}

/** What every fit on the same rows shares. */
export interface Learning {
  readonly task: Task;
  /** Those of the candidates, the user's own loaded. */
  readonly families: Families;
  /** The metric that decides. */
  readonly metric: Metric;
  /** The model that candidates of its family go on from. */
  readonly parent?: Parent;
  /** The rows for a candidate: fitted and read once for each way of reading columns, and then shared. */
  rowsFor(candidate: CandidateSettings): Promise<ReadRows>;
  /** Lets go of rows on disk. */
  close(): Promise<void>;
}

type LearningJob = Pick<
  Job<never, 'ingest' | 'split'>,
  'inputs' | 'projectDir' | 'scratch' | 'machine' | 'signal' | 'emit'
>;

/** Settles the task; features are fitted and rows read when the first candidate asks. `within`: a fold instead of the splits. */
export async function prepareLearning(
  settings: LearningSettings,
  { inputs, projectDir, scratch, machine, signal, emit }: LearningJob,
  within?: LearningRows,
): Promise<Learning> {
  const { task: wish } = settings;
  if (wish.type === 'forecast')
    return forecastLearning(settings, wish, { inputs, projectDir, signal, emit, within });
  const { task, rows: counts } = await settleTask(wish, inputs, signal);
  const { columns: tableColumns } = await ingested.read(inputs.ingest);
  if (task.kind === 'regression') warnOfConstant(task.target, tableColumns, emit);
  const families = await familiesOf(settings.candidates, projectDir, {
    columns: tableColumns,
    features: settings.features,
    task,
  });
  const parent =
    settings.startFrom === null
      ? undefined
      : await loadParent(settings.startFrom, projectDir, settings.registry);
  if (parent !== undefined) refuseNoHeir(settings.candidates, parent);
  const from = within ?? rowsOfSplits(inputs.split, counts);
  const told = new Set<string>();
  const room = roomFor(machine, scratch);
  const images = { folder: projectDir, emit };

  async function read(way: Way): Promise<ReadRows> {
    const { seed } = settings;
    const where = { ingest: inputs.ingest, trainFile: from.train.file, projectDir, room, signal };
    const { reading, given } = readingOf(way);
    const wanted = { task, reading, seed, ...where, ...(given !== undefined && { given }) };
    const prepared = await featuresFor(settings.features, wanted);
    emit({ type: 'features', reading, columns: describePlan(prepared.plan) });
    for (const text of prepared.plan.warnings) {
      if (!told.has(text)) emit({ type: 'warning', text });
      told.add(text);
    }
    const places: Places = new Map([[way, { start: 0, width: prepared.fitted.width }]]);
    return { ...(await readRows(prepared)), places };
  }

  /** A model made elsewhere reads the columns that it names. */
  function readingOf(way: Way): { reading: Reading; given?: readonly GivenColumn[] } {
    if (!isGiven(way)) return { reading: way };
    const { reads, given = [] } = families.get(way.slice('given:'.length));
    return { reading: reads, given };
  }

  /** As the model to go on from reads them. */
  async function readAsParent(known: Parent): Promise<ReadRows> {
    const { columns } = await ingested.read(inputs.ingest);
    const { reads: reading } = families.get(known.model.family);
    const plan = planFromParent(known, { task, columns, reading });
    emit({ type: 'features', reading: plan.reading, columns: describePlan(plan) });
    const { width } = known.features;
    const unread = unreadColumns(
      known,
      columns.filter(({ role }) => role === 'feature'),
    );
    if (unread.length > 0 && !told.has('unread')) {
      emit({ type: 'note', text: `${known.title} does not read ${unread.join(', ')}` });
    }
    told.add('unread');
    const places: Places = new Map([[reading, { start: 0, width }]]);
    return { ...(await readRows({ plan, fitted: known.features, folds: [] })), places };
  }

  /** Two ways of reading side by side, for what is made of families that differ. */
  async function readBoth(first: ReadRows, second: ReadRows): Promise<ReadRows> {
    const columns = [...first.plan.columns, ...second.plan.columns];
    const prepared = { ...joinTrained(first, second), plan: { ...first.plan, columns } };
    const moved = [...second.places].map(
      ([reading, { width }]) => [reading, { start: first.fitted.width, width }] as const,
    );
    return { ...(await readRows(prepared)), places: new Map([...first.places, ...moved]) };
  }

  async function readRows(prepared: Prepared): Promise<Omit<ReadRows, 'places'>> {
    const { seed } = settings;
    return {
      ...prepared,
      rows: {
        train: await loadTrainingRows(
          from.train,
          { trained: prepared, task, seed, room, images },
          signal,
        ),
        validation: await loadRows(
          from.validation,
          { fitted: prepared.fitted, task, room, images },
          signal,
        ),
      },
    };
  }

  const known = new Map<string, Promise<ReadRows>>();
  const once = (key: string, make: () => Promise<ReadRows>): Promise<ReadRows> => {
    const rows = known.get(key) ?? make();
    known.set(key, rows);
    return rows;
  };
  return {
    ...{ task, families },
    metric: await selectionMetric(task, settings.select, projectDir),
    ...(parent !== undefined && { parent }),
    rowsFor: (candidate) => {
      if (parent !== undefined && goesOn(candidate, parent)) {
        return once('parent', () => readAsParent(parent));
      }
      const [first = 'scaled', ...more] = readingsOf(candidate, {
        candidates: settings.candidates,
        families,
      });
      const one = (way: Way) => once(way, () => read(way));
      let [key, rows]: [string, Promise<ReadRows>] = [first, one(first)];
      for (const reading of more) {
        const before = rows;
        key = `${key}+${reading}`;
        rows = once(key, async () => readBoth(await before, await one(reading)));
      }
      return rows;
    },
    close: async () => {
      for (const { rows } of await Promise.all(known.values())) {
        await rows.train.stream?.close?.();
        await rows.validation.stream?.close();
      }
    },
  };
}

/** The same for a forecast, whose rows are series: they are read once for all candidates. */
async function forecastLearning(
  { select, candidates }: LearningSettings,
  wish: ForecastWish,
  world: Pick<LearningJob, 'inputs' | 'projectDir' | 'signal' | 'emit'> & {
    readonly within: LearningRows | undefined;
  },
): Promise<Learning> {
  const { inputs, projectDir, signal, emit, within } = world;
  const files =
    within === undefined
      ? filesOfSplits(inputs.split, 'validation')
      : { train: within.train.file, after: [{ name: 'validation', file: within.validation.file }] };
  const { task, learnt, judged, notes } = await loadPanel(wish, {
    files,
    ingest: inputs.ingest,
    signal,
  });
  for (const text of notes) emit({ type: 'note', text });
  const rows = {
    ...noFeatures,
    places: new Map([['scaled', { start: 0, width: 0 }] as const]),
    rows: { train: trainingSeries(learningPanel(learnt)), validation: judged },
  };
  return {
    task,
    families: await familiesOf(candidates, projectDir, { columns: [], features: {}, task }),
    metric: await selectionMetric(task, select, projectDir),
    rowsFor: () => Promise.resolve(rows),
    close: () => Promise.resolve(),
  };
}

function rowsOfSplits(
  folder: string,
  rows: Readonly<Record<'train' | 'validation', number>>,
): LearningRows {
  return {
    train: { file: join(folder, splitFiles.train), rows: rows.train },
    validation: { file: join(folder, splitFiles.validation), rows: rows.validation },
  };
}
