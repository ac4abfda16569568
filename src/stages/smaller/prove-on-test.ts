import { createHash } from 'node:crypto';
import { encodeSavedModel, savedModelFiles } from '../../artifacts/saved-model.js';
import type { Emit } from '../../contracts/events.js';
import type { SavedModel } from '../../contracts/model.js';
import type { Problem } from '../../errors/index.js';
import { evaluatePredictions } from '../../learning/metrics/evaluation/evaluate-predictions.js';
import type { Evaluation } from '../../learning/metrics/evaluation/evaluation.js';
import type { Path } from '../../project/project.js';
import type { EvaluationArtifact, Training } from '../artifact-files.js';
import { judgeLines } from '../judging/judge.js';
import { judgedRows } from '../judging/judged-rows.js';
import { metricsOf } from '../judging/own-metric.js';
import { predictRows } from '../predict-rows.js';
import { missedLine, refusal } from './choose-variant.js';
import { missedBy } from './judge-variant.js';
import { lossesOf } from './measure-variants.js';
import type { SmallerReport, VariantFacts } from './smaller-report.js';
import type { SmallerSettings } from './smaller-settings.js';
import { judgedBy, type SmallerWorld } from './smaller-world.js';

/** What the chosen model is worth on the test split. */
export interface Proof extends Pick<EvaluationArtifact, 'verdicts'> {
  readonly told: NonNullable<SmallerReport['test']>;
  readonly evaluation: Evaluation;
}

/** What else the contract of the project is held against. */
interface ProofWorld extends SmallerWorld {
  readonly trained: Training;
  readonly projectDir: string;
  readonly emit: Emit;
}

/**
 * Judges the chosen model on the test split, as `evaluate` does the full one: by its own requirements beside the full model, and by every
 * line of the contract. Throws `smaller/refused` with all that is missed.
 */
export async function proveOnTest(
  wish: SmallerSettings,
  {
    model,
    facts,
    full: fullFacts,
  }: {
    readonly model: SavedModel;
    readonly facts: VariantFacts;
    readonly full: VariantFacts;
  },
  world: ProofWorld,
): Promise<Proof> {
  const { full, families, counts, trained, signal } = world;
  const { rows, truth } = await judgedRows('test', counts.test, world);
  const said = await predictRows(model, rows, families);
  const before = await predictRows(full, rows, families);
  await rows.stream?.close();
  const common = { truth, seed: wish.seed, signal };
  const compared = {
    small: judgedBy(model, said, common),
    full: judgedBy(full, before, common),
  };
  const { told: metrics } = world;
  const own = await metricsOf([...wish.lines, trained], world.projectDir);
  const evaluation = await evaluatePredictions(truth, said, {
    ...{ seed: wish.seed, decision: model.decision, signal, also: [...own.values()] },
    ...{ baseline: trained.baseline, rowIds: rows.rowIds },
  });
  const { verdicts } = await judgeLines(wish.lines, {
    ...world,
    ...{ evaluation, model, metrics: own, judged: compared.small },
    ...{ testRows: counts.test, alias: wish.alias, digest: digestOf(model), asked: undefined },
  });
  const missed: (Problem & { readonly path: Path })[] = [];
  for (const [line, requirement] of wish.requirements.entries()) {
    const how = { compared, metrics, facts, full: fullFacts, where: 'test' };
    const why = await missedBy(requirement, how);
    if (why !== undefined)
      missed.push(missedLine(`\`${facts.name}\`: ${why}`, ['requirements', line]));
  }
  for (const { passed, explanation, index } of verdicts) {
    if (passed) continue;
    const message = `\`${facts.name}\`: On the test split, ${explanation}`;
    missed.push({ code: 'requirement/missed', message, path: [index] });
  }
  if (missed.length > 0) throw refusal(missed);
  const all = Object.entries(evaluation.metrics).flatMap(([name, { value }]) =>
    value === null ? [] : [[name, value] as const],
  );
  return {
    ...{ evaluation, verdicts },
    told: {
      rows: truth.values.length,
      metrics: await lossesOf(metrics, compared),
      all: Object.fromEntries(all),
    },
  };
}

/** As `modelDigest` says it of a folder. */
export function digestOf(model: SavedModel): string {
  const files = encodeSavedModel(model);
  const hash = createHash('sha256');
  for (const name of savedModelFiles) hash.update(files[name]);
  return hash.digest('hex');
}
