import { readSavedModel } from '../artifacts/saved-model.js';
import type { Matrix } from '../contracts/matrix.js';
import { MlxError, type Problem } from '../errors/index.js';
import type { Judged } from '../learning/judging/judged.js';
import { evaluatePredictions } from '../learning/metrics/evaluation/evaluate-predictions.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import type { Fact } from '../pipeline/events.js';
import { defineStage } from '../pipeline/stage.js';
import { deployDefaults } from '../project/deploy-defaults.js';
import {
  divided,
  evaluated,
  fittedFeatures,
  ingested,
  judging,
  training,
} from './artifact-files.js';
import { backtest } from './forecast/backtest.js';
import { type ForecastWish, forecastWish } from './forecast/settle-forecast.js';
import { type FoundOut, insightOnTest } from './insight/insight-on-test.js';
import { insightSettings } from './insight/insight-settings.js';
import { insightFacts } from './insight/tell-of-insight.js';
import { judgeLines } from './judging/judge.js';
import { judgedRows } from './judging/judged-rows.js';
import { modelDigest, otherNow } from './judging/other-model.js';
import { filesOfMetrics, metricsOf } from './judging/own-metric.js';
import { judgedLines, linesOf } from './judging/requirement-lines.js';
import { roomFor } from './load-rows.js';
import { predictRows } from './predict-rows.js';
import { registrySettings } from './registry-settings.js';
import { familiesIn } from './user-models/load-families.js';
import { writePredictions } from './write-predictions.js';

/** Judges the model on the test split, which nothing before has looked at. */
export const evaluate = defineStage({
  name: 'evaluate',
  summary: 'judge the model on the test split and check the requirements',
  needs: ['ingest', 'split', 'train'],
  version: 4,
  settings: (project) => ({
    seed: project.seed,
    ...(project.task.type === 'forecast' && { forecast: { ...forecastWish(project.task) } }),
    insight: insightSettings(project),
    requirements: [...judgedLines(project)],
    group: project.split.group ?? null,
    alias: project.deploy?.alias ?? deployDefaults.alias,
    ...(project.requirements.some((line) => 'versus' in line) ? registrySettings(project) : {}),
  }),
  files: ({ requirements }, projectDir) => filesOfMetrics(linesOf(requirements), projectDir),
  lapsed: ({ settings, inputs, output, projectDir }) =>
    otherNow(linesOf(settings.requirements), {
      ...{ projectDir, alias: settings.alias, output, own: inputs.train },
      registry: settings.registry,
    }),

  async run(job) {
    const { settings, inputs, output, scratch, projectDir, machine, signal, emit } = job;
    const model = await readSavedModel(inputs.train);
    const fitted = await fittedFeatures.read(inputs.train);
    const trained = await training.read(inputs.train);
    const { rows } = await divided.read(inputs.split);
    const { columns } = await ingested.read(inputs.ingest);
    const { task } = model;
    const { seed } = settings;
    const lines = linesOf(settings.requirements);
    const metrics = await metricsOf([...lines, trained], projectDir);
    const common = { seed, decision: model.decision, signal, also: [...metrics.values()] };
    const room = roomFor(machine, scratch);
    let found: FoundOut | undefined;
    const { evaluation, asked, ...measured } = await (settings.forecast === undefined
      ? ofRows()
      : ofForecasts(settings.forecast));

    async function ofRows(): Promise<Measured> {
      const { rows: test, truth } = await judgedRows('test', rows.test, {
        ...{ splitDir: inputs.split, fitted, task, columns, group: settings.group, room, signal },
        images: { folder: projectDir, emit },
      });
      const predictions = await predictRows(model, test, await familiesIn(model));
      await test.stream?.close();
      await writePredictions(output, { task, rows: test, predictions });
      const result = await evaluatePredictions(truth, predictions, {
        ...{ ...common, baseline: trained.baseline, rowIds: test.rowIds },
      });
      if (settings.insight !== null) {
        const judged = { model, fitted, predictions, evaluation: result, rows: test };
        found = await insightOnTest(judged, settings.insight, job);
      }
      return { truth, predictions, evaluation: result };
    }

    async function ofForecasts(wish: ForecastWish): Promise<Measured> {
      const { floor, rowIds, ...answered } = await backtest(model, wish, {
        ...{ inputs, output, signal },
      });
      const options = { ...common, floor, rowIds };
      const result = await evaluatePredictions(answered.truth, answered.predictions, options);
      return { ...answered, evaluation: result };
    }

    const { threshold, costs } = model.decision ?? {};
    const options = { ...(threshold !== undefined && { threshold }), ...(costs && { costs }) };
    const { verdicts, others } = await judgeLines(lines, {
      ...{ evaluation, model, fitted, trained, columns, metrics, projectDir, room, signal, emit },
      judged: { ...measured, options, seed, signal },
      ...{ splitDir: inputs.split, testRows: rows.test, alias: settings.alias, asked },
      registry: settings.registry,
      digest: await modelDigest(inputs.train),
    });
    await evaluated.write(output, { evaluation, verdicts });
    await judging.write(output, { others });

    const shown = [...new Set([trained.metric, ...verdicts.flatMap(({ metric }) => metric ?? [])])];
    const passed = verdicts.filter((verdict) => verdict.passed).length;
    return {
      facts: [
        ...shown.flatMap((name) => {
          const value = evaluation.metrics[name]?.value;
          return typeof value === 'number' ? [{ name: `test ${name}`, value }] : [];
        }),
        ...costFacts(evaluation),
        ...insightFacts(found?.insight),
        ...(verdicts.length === 0
          ? []
          : [{ name: 'requirements met', value: `${passed} of ${verdicts.length}` }]),
      ],
      ...found?.compute,
    };
  },

  async gate(artifact, project) {
    const { verdicts } = await evaluated.read(artifact);
    const missed = verdicts.filter(({ passed }) => !passed);
    if (missed.length === 0) return;
    const problems = missed.map(
      ({ explanation, index }): Problem => ({
        code: 'requirement/missed',
        message: explanation,
        place: project.placeOf(['requirements', index]),
      }),
    );
    const count = missed.length === 1 ? 'a requirement' : `${missed.length} requirements`;
    throw new MlxError('requirement/missed', `The model misses ${count}`, {
      problems,
      hints: ['The report shows where it fails: `reports/evaluation.html`'],
    });
  },
});

/** A model's word on the test rows, and what it is worth. */
interface Measured extends Pick<Judged, 'truth' | 'predictions'> {
  readonly evaluation: Evaluation;
  /** Of a forecast: what was forecast from. */
  readonly asked?: Matrix;
}

/** What mistakes cost, where the project says what they do. */
function costFacts({ decision }: Evaluation): readonly Fact[] {
  if (decision?.cost === undefined) return [];
  const { perRow, ofMostProbable } = decision.cost;
  return [
    { name: 'test cost per row', value: perRow },
    { name: 'test cost per row, most probable class', value: ofMostProbable },
  ];
}
