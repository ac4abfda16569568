import { writeSavedModel } from '../artifacts/saved-model.js';
import type { JsonObject } from '../contracts/json.js';
import type { Task } from '../contracts/task.js';
import { defineStage } from '../pipeline/stage.js';
import { type CandidateResult, fittedFeatures, training, tuning } from './artifact-files.js';
import {
  type CandidateSettings,
  type FittedCandidate,
  fitCandidate,
  isBetter,
  JobCompute,
} from './fit-candidate.js';
import { learningSettings, prepareLearning, withParams } from './learning.js';

/** Fits every candidate on the training split and keeps the best on validation. */
export const train = defineStage({
  name: 'train',
  summary: 'fit the candidates and keep the best on validation',
  needs: ['ingest', 'split', 'tune'],
  version: 1,
  settings: learningSettings,

  async run(job) {
    const { settings, inputs, output, emit } = job;
    const compute = new JobCompute(settings.backend, job);
    const learning = await prepareLearning(settings, job);
    const { task, metric } = learning;
    const tuned = await tunedParams(inputs);

    const results: CandidateResult[] = [];
    let best: FittedCandidate | undefined;
    let chosen = '';
    for (const [name, written] of Object.entries(settings.candidates)) {
      const found = tuned[name] ?? {};
      const candidate = { name, settings: withParams(written, found), task };
      const { rows } = await learning.rowsFor(written);
      const request = { ...candidate, ...rows, metric, seed: settings.seed };
      const fitted = await fitCandidate(request, { compute, job }, true);
      emit({ type: 'fact', name: `${name} ${metric} on validation`, value: fitted.score });
      for (const text of fitted.notes) emit({ type: 'note', text: `${name}: ${text}` });
      results.push(resultOf(request, fitted, found));
      if (best === undefined || isBetter(metric, fitted.score, best.score)) {
        [best, chosen] = [fitted, name];
      }
    }
    if (best === undefined) throw new Error('the schema lets no project without candidates pass');

    const { plan, fitted, rows } = await learning.rowsFor({ model: best.model.family });
    await writeSavedModel(output, best.model);
    await fittedFeatures.write(output, fitted);
    await training.write(output, {
      task,
      metric,
      chosen,
      candidates: results,
      features: { columns: plan.columns, dropped: plan.dropped },
      baseline: baselineOf(task, rows.train.y),
    });
    return {
      facts: [
        { name: 'model', value: `${chosen} (${best.model.family})` },
        { name: `validation ${metric}`, value: best.score },
        { name: 'features', value: fitted.width },
      ],
      ...compute.facts,
    };
  },
});

async function tunedParams(
  inputs: Readonly<Partial<Record<'tune', string>>>,
): Promise<Readonly<Record<string, JsonObject>>> {
  return inputs.tune === undefined ? {} : (await tuning.read(inputs.tune)).best;
}

function resultOf(
  { name, settings }: { readonly name: string; readonly settings: CandidateSettings },
  { score, epochs, bestEpoch, history, notes }: FittedCandidate,
  tuned: JsonObject,
): CandidateResult {
  const { model, ...params } = settings;
  return { name, model, params, score, epochs, bestEpoch, history, notes, tuned };
}

/** Class shares, or the mean. */
function baselineOf({ kind, classes }: Task, y: Float64Array): readonly number[] {
  const rows = Math.max(1, y.length);
  if (kind === 'regression') return [y.reduce((sum, value) => sum + value, 0) / rows];
  const counts = classes.map(() => 0);
  for (const index of y) counts[index] = (counts[index] ?? 0) + 1;
  return counts.map((count) => count / rows);
}
