import { describe, expect, test } from 'vitest';
import type { SavedModel } from '../../../src/contracts/model.js';
import { linear } from '../../../src/learning/models/linear.js';
import { mlp } from '../../../src/learning/models/mlp.js';
import { contextFor, dataFor, defaultsOf } from './fixtures.js';

const data = dataFor('binary', 300);

/** The mean focal loss of what a model says of the training rows. */
function focalLoss(predict: ReturnType<typeof linear.predictor>, gamma: number): number {
  const { values, rows } = predict(data.train.x);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const p = values[2 * row + (data.train.y[row] ?? 0)] ?? Number.NaN;
    sum -= (1 - p) ** gamma * Math.log(p);
  }
  return sum / rows;
}

describe.each([
  ['linear', linear, { solver: 'auto', epochs: 300, l2: 0 }],
  ['mlp', mlp, { layers: [8], epochs: 150, l2: 0 }],
] as const)('`focal_gamma` of %s', (_, family, own) => {
  const fitted = async (gamma: number): Promise<SavedModel> => {
    const { validation: __, ...train } = data;
    const params = { ...defaultsOf(family.params), ...own, focal_gamma: gamma };
    return (await family.fit(train, params, contextFor())).model;
  };

  test('makes probabilities more timid', async () => {
    const [plain, focal] = await Promise.all([fitted(0), fitted(2)]);
    const certainty = (model: SavedModel) =>
      family
        .predictor(model)(data.train.x)
        .values.reduce((sum, p) => sum + Math.abs(p - 0.5), 0);
    expect(certainty(focal)).toBeLessThan(certainty(plain));
    // A linear model has nothing to overfit with, so that what it was told to make small is smaller.
    if (family !== linear) return;
    expect(focalLoss(family.predictor(focal), 2)).toBeLessThan(
      focalLoss(family.predictor(plain), 2),
    );
  });

  test('is refused for a number', async () => {
    const params = { ...defaultsOf(family.params), focal_gamma: 2 };
    await expect(
      family.fit(dataFor('regression', 50), params as never, contextFor()),
    ).rejects.toMatchObject({
      code: 'learning/unsuitable-target',
    });
  });
});
