import type { Emit } from '../../contracts/events.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Column } from '../../contracts/table.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { SmallerFacts } from '../../delivery/package-manifest.js';
import { MlxError } from '../../errors/index.js';
import type { Machine } from '../../pipeline/stage.js';
import { divided, type Training } from '../artifact-files.js';
import { judgedRows } from '../judging/judged-rows.js';
import { metricsOf } from '../judging/own-metric.js';
import { roomFor } from '../load-rows.js';
import { familiesIn } from '../user-models/load-families.js';
import { chooseVariant } from './choose-variant.js';
import { type Measured, measureVariants } from './measure-variants.js';
import { digestOf, type Proof, proveOnTest } from './prove-on-test.js';
import { type SmallerReport, smallerReport, type VariantFacts } from './smaller-report.js';
import type { SmallerSettings } from './smaller-settings.js';
import type { SmallerWorld } from './smaller-world.js';

/** What becomes of a package when its model shall be smaller. */
interface SmallerPackage extends Pick<Proof, 'evaluation' | 'verdicts'> {
  readonly model: SavedModel;
  readonly facts: SmallerFacts;
}

interface PackageWorld {
  readonly model: SavedModel;
  readonly fitted: FittedFeatures;
  readonly trained: Training;
  readonly columns: readonly Column[];
  readonly splitDir: string;
  readonly output: string;
  readonly scratch: string;
  readonly projectDir: string;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly goldenDifference: SmallerWorld['goldenDifference'];
}

/**
 * Tries what the project wants tried, writes what was measured beside the package, and gives the model that becomes it; nothing where that is
 * the full one. Throws `smaller/refused` and `smaller/not-applicable`.
 */
export async function smallerPackage(
  wish: SmallerSettings,
  given: PackageWorld,
): Promise<SmallerPackage | undefined> {
  const { model: full, trained, splitDir, projectDir, emit, signal } = given;
  const { rows } = await divided.read(splitDir);
  const world = {
    ...given,
    full,
    families: await familiesIn(full),
    counts: { validation: rows.validation, test: rows.test },
    metric: trained.metric,
    told: await metricsOf([trained, ...wish.requirements], projectDir),
    task: full.task,
    group: wish.group,
    room: roomFor(given.machine, given.scratch),
    images: { folder: projectDir, emit },
  };
  const { measured, count } = await onValidation(wish, world);
  const { used, model } = chooseVariant(wish, measured);
  const { full: fullFacts, variants } = measured;
  const report = { rows: count, full: fullFacts, variants, used };
  if (model === undefined) {
    await smallerReport.write(given.output, report);
    return undefined;
  }
  signal.throwIfAborted();
  const facts = variants.find(({ name }) => name === used) as VariantFacts;
  const { told, ...proof } = await proveOnTest(wish, { model, facts, full: fullFacts }, world);
  await smallerReport.write(given.output, { ...report, test: told });
  return { ...proof, model, facts: manifestFacts(facts, { full, told, fullFacts }) };
}

/** Choosing looks at the validation split alone. */
async function onValidation(
  wish: SmallerSettings,
  world: SmallerWorld,
): Promise<{ readonly measured: Measured; readonly count: number }> {
  if (world.counts.validation === 0) {
    throw new MlxError(
      'smaller/not-applicable',
      'A smaller model is chosen on the validation split, which has no rows',
      { hints: ['Give `split.validation` a share, such as 0.15'] },
    );
  }
  const { rows, truth } = await judgedRows('validation', world.counts.validation, world);
  try {
    const measured = await measureVariants(wish, { rows, truth }, world);
    return { measured, count: truth.values.length };
  } finally {
    await rows.stream?.close();
  }
}

/** What the manifest says: nothing that was timed, so that a package has the same bytes each time. */
function manifestFacts(
  { name, bytes, golden }: VariantFacts,
  {
    full,
    told,
    fullFacts,
  }: {
    readonly full: SavedModel;
    readonly told: NonNullable<SmallerReport['test']>;
    readonly fullFacts: VariantFacts;
  },
): SmallerFacts {
  return {
    made_by: name,
    of: digestOf(full),
    bytes: { full: fullFacts.bytes, smaller: bytes },
    rows: told.rows,
    losses: told.metrics.map(({ metric, value, loss, interval }) => ({
      ...{ metric, value, loss },
      ...(interval !== null && { low: interval[0], high: interval[1] }),
    })),
    golden_difference: golden,
  };
}
