import type { Matrix } from '../../contracts/matrix.js';
import { normal, randomFor } from '../../contracts/seeded-random.js';
import { pacer } from '../compute/pacer.js';
import { fourierFeatures, kernelScale } from './anomaly/fourier-features.js';
import { oneClassObjective } from './anomaly/one-class-objective.js';
import { block, scoresBy, unlabelledRows } from './anomaly/scores.js';
import { defineModel } from './model-family.js';
import { minimise } from './parts/lbfgs.js';

/**
 * Schölkopf et al. 2001 with the Gaussian kernel, drawn as random Fourier features (Rahimi & Recht 2007): a linear problem
 * that grows with the rows, not with their square.
 */
export const oneClassSvm = defineModel({
  name: 'one-class-svm',
  summary: 'Finds rows outside a smooth border around most of the data',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    nu: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.5,
      search: { low: 0.01, high: 0.5, log: true },
      description: 'Share of the training rows that may lie outside the border',
    },
    gamma: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'How fast rows become unlike with distance; default: 1 / (features × variance)',
    },
    features: {
      type: 'integer',
      minimum: 2,
      default: 1000,
      description: 'Random features that stand for the kernel: more are nearer to it',
    },
    max_iterations: { type: 'integer', minimum: 1, default: 300, description: 'Most iterations' },
  },

  async fit(data, { nu, gamma: wanted, features, max_iterations: mostIterations }, context) {
    const x = unlabelledRows(data, context);
    const gamma = wanted ?? kernelScale(x);
    const random = randomFor(context.seed, `${context.label}/features`);
    const width = x.columns.length;
    const frequencies = Float32Array.from(
      { length: width * features },
      () => Math.sqrt(2 * gamma) * normal(random),
    );
    const phases = Float32Array.from({ length: features }, () => 2 * Math.PI * random());
    const map = fourierFeatures({ frequencies, phases });
    const objective = oneClassObjective(x, map, { nu, features, breathe: pacer(context.signal) });
    const { point, iterations, converged } = await minimise(objective, {
      maxIterations: mostIterations,
      tolerance: 1e-5,
      curvature: objective.curvature,
      onIteration: () => undefined,
    });
    return {
      model: {
        family: 'one-class-svm',
        task: data.task,
        inputs: x.columns,
        config: { nu, gamma },
        weights: {
          frequencies: { shape: [width, features], values: frequencies },
          phases: { shape: [features], values: phases },
          normal: { shape: [features], values: point.slice(0, features) },
          offset: { shape: [1], values: point.slice(features) },
        },
      },
      history: [],
      epochs: iterations,
      bestEpoch: iterations,
      notes: converged ? [] : [`stopped after ${iterations} iterations, before it converged`],
    };
  },

  predictor(model) {
    const weights = block(model, 'normal');
    const offset = block(model, 'offset')[0] as number;
    const map = fourierFeatures({
      frequencies: block(model, 'frequencies') as Float32Array,
      phases: block(model, 'phases') as Float32Array,
    });
    const features = new Float64Array(weights.length);
    return scoresBy((matrix: Matrix, row) => {
      map(matrix, row, features);
      let sum = 0;
      for (let at = 0; at < features.length; at++) {
        sum += (features[at] as number) * (weights[at] as number);
      }
      return offset - sum;
    });
  },
});
