import { describe, expect, test } from 'vitest';
import { randomFor } from '../../../../src/contracts/seeded-random.js';
import type { TrainingData } from '../../../../src/learning/models/model-family.js';
import { blockNetwork } from '../../../../src/learning/models/parts/block-network.js';
import { blockPredictor } from '../../../../src/learning/models/parts/block-predictor.js';
import { predictorOf } from '../../../../src/learning/models/predict.js';
import { textNetwork } from '../../../../src/learning/models/text-network.js';
import { textBody, textWidth } from '../../../../src/learning/models/texts/text-body.js';
import { textBodyFunction } from '../../../../src/learning/models/texts/text-body-function.js';
import { hasNative, openNative } from '../../compute/native.js';
import { contextFor, defaultsOf, matrixOf } from '../fixtures.js';
import { drawnWeights, expectSameLogits } from '../images/same-as-network.js';

const place = { seed: 5, label: 'net' };
const bodies = ['conv', 'gru'] as const;

/** Texts of all lengths, the empty and the full one among them. */
function idsFor(length: number, levels: number): number[][] {
  const random = randomFor(6, 'ids');
  return Array.from({ length: length + 1 }, (_, words) =>
    Array.from({ length }, (__, at) => (at < words ? 1 + Math.floor(random() * (levels - 1)) : 0)),
  );
}

describe.each(bodies)('a body of %s', (body) => {
  test.each([
    { length: 7, sizes: [1, 2, 3], beside: 2 },
    { length: 2, sizes: [2, 5], beside: 0 },
    { length: 1, sizes: [3], beside: 0 },
  ])('says the same in plain loops over $length words', async ({ length, sizes, beside }) => {
    const shape = { levels: 9, length, embedding: 6, body, filters: 5, sizes, units: 4 };
    const where = { start: beside, size: length, columns: length + beside };
    const network = blockNetwork(place, textBody(place, { ...shape, dropout: 0.3 }), {
      ...{ ...where, width: textWidth(shape), outputs: 2, dropout: 0.3 },
    });
    const weights = drawnWeights(network);
    const rows = idsFor(length, 9).map((ids, row) => [
      ...Array.from({ length: beside }, (_, at) => row - at),
      ...ids,
    ]);
    const matrix = matrixOf(rows);
    const plain = blockPredictor(
      { weights, inputs: matrix.columns },
      where,
      textBodyFunction(shape, weights),
    );
    await expectSameLogits(network, weights, { matrix, plain });
  });

  // `3` means yes, unless a `4` stands right before it.
  const texts = (count: number, label: string): TrainingData['train'] => {
    const random = randomFor(8, label);
    const rows = Array.from({ length: count }, () => {
      const ids = Array.from({ length: 10 }, () => 5 + Math.floor(random() * 6));
      const at = 1 + Math.floor(random() * 8);
      ids[at] = 3;
      if (random() < 0.5) ids[at - 1] = 4;
      return ids;
    });
    const y = Float64Array.from(rows, (ids) => (ids[ids.indexOf(3) - 1] === 4 ? 0 : 1));
    const block = { name: 'text', kind: 'tokens', start: 0, width: 10, levels: 12 } as const;
    return { x: { ...matrixOf(rows), blocks: [block] }, y };
  };

  test.runIf(hasNative)('takes the traced road, and learns the order of words', async () => {
    const task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] } as const;
    const data = { task, train: texts(300, 'train'), validation: texts(60, 'held') };
    const params = { ...defaultsOf(textNetwork.params), body, epochs: 15, batch_size: 16 } as never;
    const context = contextFor({ compute: () => openNative() });
    const { model, road } = await textNetwork.fit(data, params, context);
    expect(road).toMatchObject({ name: 'traced', leakedTensors: 0 });
    const fresh = texts(100, 'fresh');
    const { values } = predictorOf(model)(fresh.x);
    const right = fresh.y.filter(
      (label, row) => (values[row * 2 + 1] ?? 0) > 0.5 === (label === 1),
    );
    expect(right.length).toBeGreaterThan(90);
  });
});
