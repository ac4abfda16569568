import { defineModel } from './model-family.js';
import { withClassWeights } from './parts/row-weights.js';

/** Says the same of every row: the share of each class, or the mean of the target. Every model must beat it. */
export const baseline = defineModel({
  name: 'baseline',
  summary: 'The share of each class, or the mean: the floor that every other model must beat',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'scaled',
  params: {},

  fit(data, _params, { signal }) {
    signal.throwIfAborted();
    const { task, train } = withClassWeights(data, {});
    const answer = new Float64Array(task.kind === 'regression' ? 1 : task.classes.length);
    let total = 0;
    for (const [row, value] of train.y.entries()) {
      const weight = train.weights?.[row] ?? 1;
      const at = task.kind === 'regression' ? 0 : value;
      answer[at] = (answer[at] ?? 0) + (task.kind === 'regression' ? weight * value : weight);
      total += weight;
    }
    const model = {
      family: 'baseline',
      task,
      inputs: train.x.columns,
      config: { answer: [...answer].map((sum) => sum / total) },
      weights: {},
    };
    return Promise.resolve({ model, history: [], epochs: 0, bestEpoch: 0, notes: [] });
  },

  predictor({ config }) {
    const answer = config['answer'] as readonly number[];
    return ({ rows }) => {
      const values = new Float64Array(rows * answer.length);
      for (let row = 0; row < rows; row++) values.set(answer, row * answer.length);
      return { rows, width: answer.length, values };
    };
  },
});
