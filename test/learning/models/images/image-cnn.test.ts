import { describe, expect, test } from 'vitest';
import { normal, randomFor } from '../../../../src/contracts/seeded-random.js';
import type { FitContext } from '../../../../src/learning/compute/fit-context.js';
import { imageCnn } from '../../../../src/learning/models/image-cnn.js';
import { augmentation } from '../../../../src/learning/models/images/augment.js';
import { resnetBody } from '../../../../src/learning/models/images/resnet-network.js';
import { planResnet } from '../../../../src/learning/models/images/resnet-plan.js';
import { resnetBodyFunction } from '../../../../src/learning/models/images/resnet-predictor.js';
import type { TrainingData } from '../../../../src/learning/models/model-family.js';
import { blockNetwork } from '../../../../src/learning/models/parts/block-network.js';
import { blockPredictor } from '../../../../src/learning/models/parts/block-predictor.js';
import { foldNorms } from '../../../../src/learning/models/parts/fold-norms.js';
import { predictorOf } from '../../../../src/learning/models/predict.js';
import { hasNative, openNative } from '../../compute/native.js';
import { contextFor, defaultsOf, matrixOf } from '../fixtures.js';
import { drawnWeights, expectSameLogits } from './same-as-network.js';

const place = { seed: 5, label: 'net' };

describe.each([
  { image: [8, 8, 1], width: 4, depth: 2, stages: 2, beside: 0, outputs: 3 },
  { image: [9, 13, 3], width: 5, depth: 1, stages: 3, beside: 3, outputs: 1 },
  { image: [7, 32, 1], width: 3, depth: 1, stages: 3, beside: 1, outputs: 2 },
  { image: [1, 1, 2], width: 2, depth: 1, stages: 3, beside: 0, outputs: 2 },
  { image: [66, 70, 1], width: 2, depth: 1, stages: 2, beside: 0, outputs: 2 },
] as const)('a network of $image', ({ image, beside, outputs, ...how }) => {
  test('says the same in plain loops', async () => {
    const shape = { image, ...how };
    const plan = planResnet(shape);
    const size = image[0] * image[1] * image[2];
    const where = { start: Math.min(1, beside), size, columns: size + beside };
    const network = blockNetwork(place, resnetBody(place, plan, image), {
      ...{ ...where, width: plan.outputs, outputs, dropout: 0.5 },
    });
    const weights = drawnWeights(network);
    const random = randomFor(2, 'rows');
    const rows = Array.from({ length: 3 }, () =>
      Array.from({ length: where.columns }, () => normal(random)),
    );
    const matrix = matrixOf(rows);
    const folded = foldNorms(weights);
    const body = resnetBodyFunction(shape, folded);
    const plain = blockPredictor({ weights: folded, inputs: matrix.columns }, where, body);
    await expectSameLogits(network, weights, { matrix, plain });
  });
});

/** Lines that stand or lie, somewhere in an image of 12 × 12. */
function lines(count: number, label: string): TrainingData['train'] {
  const random = randomFor(4, label);
  const y = Float64Array.from({ length: count }, (_, row) => row % 2);
  const rows = Array.from(y, (lies) => {
    const at = 2 + Math.floor(random() * 8);
    return Array.from({ length: 144 }, (_, pixel) => {
      const line = lies === 1 ? Math.floor(pixel / 12) : pixel % 12;
      return (line === at ? 1 : 0) + 0.1 * normal(random);
    });
  });
  const block = { name: 'image', kind: 'image', start: 0, width: 144, shape: [12, 12, 1] } as const;
  return { x: { ...matrixOf(rows), blocks: [block] }, y };
}

const task = { kind: 'binary', target: 'y', classes: ['stands', 'lies'] } as const;
const data: TrainingData = { task, train: lines(90, 'train'), validation: lines(40, 'held') };
const params = { ...defaultsOf(imageCnn.params), width: 4, epochs: 4, batch_size: 16 } as never;

describe('augmentation', () => {
  const shape = [6, 5, 2] as const;
  const augment = { rotate: 20, shift: 0.2, scale: 0.2, flip: true, noise: 0.1 };
  const change = augmentation({ augment }, { start: 1, shape }, place);
  const random = randomFor(1, 'image');
  const row = Float32Array.from({ length: 62 }, () => random());
  const changed = (at: { row: number; epoch: number }) => {
    const copy = row.slice();
    change?.apply(copy, at);
    return copy;
  };

  test('follows from row and epoch alone', () => {
    const first = changed({ row: 3, epoch: 2 });
    changed({ row: 4, epoch: 2 });
    expect(changed({ row: 3, epoch: 2 })).toEqual(first);
    expect(changed({ row: 4, epoch: 2 })).not.toEqual(first);
    expect(changed({ row: 3, epoch: 3 })).not.toEqual(first);
  });

  test('leaves the columns beside the image alone', () => {
    const copy = changed({ row: 0, epoch: 1 });
    expect([copy[0], copy[61]]).toEqual([row[0], row[61]]);
    expect(copy).not.toEqual(row);
  });

  test('does nothing where nothing is asked for, and mirrors exactly', () => {
    const none = { rotate: 0, shift: 0, scale: 0, flip: false, noise: 0 };
    expect(augmentation({ augment: none }, { start: 0, shape }, place)).toBeUndefined();
    const flips = augmentation({ augment: { ...none, flip: true } }, { start: 1, shape }, place);
    const seen = Array.from({ length: 20 }, (_, at) => {
      const copy = row.slice();
      flips?.apply(copy, { row: at, epoch: 1 });
      return copy;
    });
    const mirrored = row.slice();
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 5; x++) {
        for (let k = 0; k < 2; k++) {
          mirrored[1 + (y * 5 + x) * 2 + k] = row[1 + (y * 5 + 4 - x) * 2 + k] as number;
        }
      }
    }
    const count = (image: Float32Array) =>
      seen.filter((one) => one.every((value, at) => Math.abs(value - (image[at] ?? 0)) < 1e-6))
        .length;
    expect(count(row)).toBeGreaterThan(3);
    expect(count(mirrored)).toBe(20 - count(row));
  });
});

test('goes on from a checkpoint to the same bits', async () => {
  const through = await imageCnn.fit(data, params, contextFor());
  let kept: Uint8Array | undefined;
  const killed = new Error('killed');
  const checkpoints: NonNullable<FitContext['checkpoints']> = {
    everySeconds: 0,
    load: () => Promise.resolve(kept),
    save: (bytes) => {
      kept = bytes;
      return Promise.resolve();
    },
  };
  let epochs = 0;
  const dies = contextFor({
    checkpoints,
    emit: () => {
      if (++epochs === 3) throw killed;
    },
  });
  await expect(imageCnn.fit(data, params, dies)).rejects.toBe(killed);
  expect(kept).toBeDefined();
  const resumed = await imageCnn.fit(data, params, contextFor({ checkpoints }));
  expect(resumed.model).toEqual(through.model);
});

describe.runIf(hasNative)('on native TensorFlow', () => {
  const context = contextFor({ compute: () => openNative() });

  test('takes the traced road, and learns what lines are', async () => {
    const more = { ...(params as object), width: 8, epochs: 12 } as never;
    const { model, road, notes } = await imageCnn.fit(data, more, context);
    expect(road).toMatchObject({ name: 'traced', leakedTensors: 0 });
    expect(road?.reason).toBeUndefined();
    expect(notes.join()).not.toContain('op by op');
    const fresh = lines(60, 'fresh');
    const { values } = predictorOf(model)(fresh.x);
    const right = fresh.y.filter(
      (label, row) => (values[row * 2 + 1] ?? 0) > 0.5 === (label === 1),
    );
    expect(right.length).toBeGreaterThan(54);
  });
});

test('wants one column of images', async () => {
  const { x, y } = data.train;
  const plain = { rows: x.rows, columns: x.columns, values: x.values };
  await expect(
    imageCnn.fit({ task, train: { x: plain, y } }, params, contextFor()),
  ).rejects.toMatchObject({
    code: 'learning/needs-column',
    message: '`image-cnn` learns from images, and the data has none',
  });
});
