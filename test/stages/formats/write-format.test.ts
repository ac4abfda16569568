import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { FittedFeatures } from '../../../src/data/features/fitted-features.js';
import type { FormatSource } from '../../../src/delivery/formats/format.js';
import { answerSize } from '../../../src/delivery/golden-difference.js';
import type { GoldenPrediction } from '../../../src/delivery/package-folder.js';
import { writeFormat } from '../../../src/stages/formats/write-format.js';
import { runtimeText } from '../../../src/stages/runtime/runtime-text.js';
import { ProjectDir } from '../../helpers/project-dir.js';

const price = { kind: 'regression', target: 'price', classes: [] } as const;
const valued = (...values: readonly number[]): GoldenPrediction[] =>
  values.map((value, area) => ({ row: { area }, expected: { value } }));

const features: FittedFeatures = {
  version: 2,
  columns: [
    {
      ...{ name: 'area', type: 'number', impute: { name: 'none', fill: null } },
      ...{ indicator: false, outputs: ['area'], required: true },
    },
  ],
  outputs: ['area'],
  width: 1,
};

/** 100,000 + 50,000 · area, with golden predictions that are `off` by so much in the second row. */
async function houses(off: number): Promise<FormatSource> {
  const model: SavedModel = {
    ...{ family: 'linear', task: price, inputs: ['area'], config: { objective: 'squared' } },
    weights: {
      weights: { shape: [1, 1], values: Float32Array.of(50_000) },
      intercepts: { shape: [1], values: Float32Array.of(100_000) },
    },
  };
  return {
    ...{
      name: 'houses',
      version: '1',
      shaped: false,
      features: features as unknown as Json,
      model,
    },
    signature: { task: price, inputs: [{ name: 'area', type: 'number', required: true }] },
    golden: valued(100_000, 150_000 + off, 200_000),
    runtime: await runtimeText('linear'),
  };
}

const written = async (off: number, folder: string) =>
  writeFormat(await houses(off), {
    ...{ format: 'single-file', folder, environment: {} },
    ...{ cacheDir: folder, projectDir: folder },
  });

test('prices in hundred thousands may be off by float32, and no more', async () => {
  await using folder = await ProjectDir.with({});
  // Half of 100,000 … 200,000, times 1e-5.
  expect((await written(0.4, folder.path)).difference).toBeCloseTo(0.4, 6);
  const refused = written(0.6, join(folder.path, 'wrong'));
  await expect(refused).rejects.toMatchObject({
    code: 'format/mismatch',
    message: expect.stringContaining('golden row 1 gives 150000') as unknown,
  });
  await expect(refused).rejects.toThrow('and 0.5 is allowed');
  expect(await readdir(join(folder.path, 'wrong'))).toEqual([]);
});

test.each([
  ['small targets are measured by themselves', valued(1e-4, 3e-4), 1e-4],
  ['a level that all share hides little', valued(100_000, 100_010), 1000.1],
  ['of one answer, a hundredth', valued(-500), 5],
  ['nothing but zeros', valued(0, 0), 1],
])('%s', (_title, golden, size) => {
  expect(answerSize(price, golden)).toBeCloseTo(size, 12);
});

test('probabilities are held to 1e-5 whatever they are', () => {
  const task = { kind: 'binary', target: 'left', classes: ['no', 'yes'] } as const;
  const expected = { label: 'no', probability: 1, probabilities: { no: 1, yes: 0 } };
  expect(answerSize(task, [{ row: {}, expected }])).toBe(1);
});
