import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gradientBoosting } from '../../../../src/learning/models/gradient-boosting.js';
import { readLightgbm } from '../../../../src/learning/models/trees/lightgbm-read.js';
import { writeLightgbm } from '../../../../src/learning/models/trees/lightgbm-write.js';
import { categoryBlock, fitBoosting, matrixOf, mixedData, mixedRows } from './boosting.js';

interface Fixture {
  readonly x: readonly (readonly (number | null)[])[];
  readonly models: Readonly<
    Record<string, { readonly text: string; readonly predictions: readonly (number | number[])[] }>
  >;
}

/** Made by bench/lightgbm-text-reference.py. */
const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/lightgbm.json', import.meta.url), 'utf8'),
) as Fixture;

const x = matrixOf(
  fixture.x.map((row) => row.map((value) => value ?? NaN)),
  [categoryBlock(2, 40)],
);

/** As LightGBM gives them: of two classes only the second. */
function predicted(model: Parameters<typeof writeLightgbm>[0], matrix: typeof x): number[] {
  const values = [...gradientBoosting.predictor(model)(matrix).values];
  return model.task.kind === 'binary' ? values.filter((_, at) => at % 2 === 1) : values;
}

const kinds = ['binary', 'multiclass', 'regression'] as const;

describe.each(kinds)('a LightGBM model for %s', (kind) => {
  const { task } = mixedData(kind, 10);
  const written = fixture.models[kind];
  if (written === undefined) throw new Error('no fixture');

  test('predicts the same once it is read', () => {
    const model = readLightgbm(written.text, task);
    const expected = written.predictions.flat();
    for (const [at, value] of predicted(model, x).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 12);
    }
  });

  test('is the same after it was written and read again', () => {
    const model = readLightgbm(written.text, task);
    const again = readLightgbm(writeLightgbm(model), task);
    const expected = predicted(model, x);
    for (const [at, value] of predicted(again, x).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 12);
    }
  });

  test('that we trained predicts the same once it is written and read', async () => {
    const { model } = await fitBoosting(mixedData(kind), { trees: 20 });
    const fresh = mixedRows(kind, 200, 8).x;
    const again = readLightgbm(writeLightgbm(model), task);
    const expected = predicted(model, fresh);
    for (const [at, value] of predicted(again, fresh).entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 12);
    }
  });

  const python = process.env['MLX_LIGHTGBM_PYTHON'];
  test.skipIf(python === undefined)('that we trained is one to LightGBM itself', async () => {
    const { model } = await fitBoosting(mixedData(kind), { trees: 20 });
    const fresh = mixedRows(kind, 200, 8).x;
    const folder = mkdtempSync(join(tmpdir(), 'lightgbm-'));
    const width = fresh.columns.length;
    const rows = Array.from({ length: fresh.rows }, (_, row) => [
      ...fresh.values.subarray(row * width, (row + 1) * width),
    ]);
    writeFileSync(join(folder, 'x.json'), JSON.stringify(rows));
    writeFileSync(join(folder, 'model.txt'), writeLightgbm(model));
    const script = new URL('../../../../bench/lightgbm-text-reference.py', import.meta.url)
      .pathname;
    const said = execFileSync(python as string, [script, folder], { encoding: 'utf8' });
    const expected = predicted(model, fresh);
    for (const [at, value] of (JSON.parse(said) as (number | number[])[]).flat().entries()) {
      expect(value).toBeCloseTo(expected[at] as number, 9);
    }
  });
});

test('what is no LightGBM model is refused', () => {
  const { task } = mixedData('multiclass', 10);
  expect(() => readLightgbm('hello', task)).toThrow(/cannot be read/);
  expect(() => readLightgbm(fixture.models['binary']?.text ?? '', task)).toThrow(
    /1 output.*task 3/,
  );
});
