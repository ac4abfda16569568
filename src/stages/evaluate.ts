import { join } from 'node:path';
import { readSavedModel } from '../artifacts/saved-model.js';
import { MlxError, type Problem } from '../errors/index.js';
import { evaluatePredictions } from '../learning/metrics/evaluation/evaluate-predictions.js';
import type { Evaluation } from '../learning/metrics/evaluation/evaluation.js';
import { checkRequirements } from '../learning/metrics/requirements.js';
import type { Fact } from '../pipeline/events.js';
import { defineStage } from '../pipeline/stage.js';
import { divided, evaluated, fittedFeatures, splitFiles, training } from './artifact-files.js';
import { backtest } from './forecast/backtest.js';
import { type ForecastWish, forecastWish } from './forecast/settle-forecast.js';
import { type FoundOut, insightOnTest } from './insight/insight-on-test.js';
import { insightSettings } from './insight/insight-settings.js';
import { insightFacts } from './insight/tell-of-insight.js';
import { loadRows, roomFor } from './load-rows.js';
import { predictRows } from './predict-rows.js';
import { familiesIn } from './user-models/load-families.js';
import { writePredictions } from './write-predictions.js';

/** Judges the model on the test split, which nothing before has looked at. */
export const evaluate = defineStage({
  name: 'evaluate',
  summary: 'judge the model on the test split and check the requirements',
  needs: ['ingest', 'split', 'train'],
  version: 1,
  settings: (project) => ({
    seed: project.seed,
    ...(project.task.type === 'forecast' && { forecast: { ...forecastWish(project.task) } }),
    insight: insightSettings(project),
    requirements: project.requirements.flatMap(({ metric, min, max }, index) =>
      metric === undefined ? [] : [{ index, metric, min: min ?? null, max: max ?? null }],
    ),
  }),

  async run(job) {
    const { settings, inputs, output, scratch, projectDir, machine, signal, emit } = job;
    const model = await readSavedModel(inputs.train);
    const fitted = await fittedFeatures.read(inputs.train);
    const { baseline, metric } = await training.read(inputs.train);
    const { rows } = await divided.read(inputs.split);
    const { task } = model;
    const common = { seed: settings.seed, decision: model.decision, signal };
    let found: FoundOut | undefined;
    const evaluation = await (settings.forecast === undefined
      ? ofRows()
      : ofForecasts(settings.forecast));

    async function ofRows(): Promise<Evaluation> {
      const test = await loadRows(
        { file: join(inputs.split, splitFiles.test), rows: rows.test },
        {
          ...{ fitted, task, room: roomFor(machine, scratch) },
          images: { folder: projectDir, emit },
        },
        signal,
      );
      const predictions = await predictRows(model, test, await familiesIn(model));
      await test.stream?.close();
      await writePredictions(output, { task, rows: test, predictions });
      const result = await evaluatePredictions({ task, values: test.y }, predictions, {
        ...{ ...common, baseline, rowIds: test.rowIds },
      });
      if (settings.insight !== null) {
        const judged = { model, fitted, predictions, evaluation: result, rows: test };
        found = await insightOnTest(judged, settings.insight, job);
      }
      return result;
    }

    async function ofForecasts(wish: ForecastWish): Promise<Evaluation> {
      const { predictions, truth, floor, rowIds } = await backtest(model, wish, {
        ...{ inputs, output, signal },
      });
      return evaluatePredictions(truth, predictions, { ...common, floor, rowIds });
    }

    const wanted = settings.requirements.map(({ metric: name, min, max }) => ({
      metric: name,
      ...(min !== null && { min }),
      ...(max !== null && { max }),
    }));
    const verdicts = checkRequirements(wanted, evaluation).map((verdict, at) => ({
      ...verdict,
      index: settings.requirements[at]?.index ?? at,
    }));
    await evaluated.write(output, { evaluation, verdicts });

    const shown = [...new Set([metric, ...wanted.map((each) => each.metric)])];
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

/** What mistakes cost, where the project says what they do. */
function costFacts({ decision }: Evaluation): readonly Fact[] {
  if (decision?.cost === undefined) return [];
  const { perRow, ofMostProbable } = decision.cost;
  return [
    { name: 'test cost per row', value: perRow },
    { name: 'test cost per row, most probable class', value: ofMostProbable },
  ];
}
