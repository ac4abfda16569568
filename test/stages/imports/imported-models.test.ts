import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, hasOnnx, projectOf, said, type Target } from './taken-project.js';

interface Case {
  readonly files: readonly string[];
  readonly target: Target;
  readonly train: string;
  readonly expected: string;
  /** Lines of the project. */
  readonly more?: string;
  readonly needs?: boolean;
}

// XGBoost cuts names with letters beyond ASCII, so that its files do not tell them.
const plans = 'features: { plan: { encode: ordinal, order: [basic, größer plan, pro] } }\n';
const matrix = '{ float_input: [age, income] }';
const cases: readonly Case[] = [
  {
    ...{ files: ['columns.onnx'], target: 'churn', expected: 'columns', needs: hasOnnx },
    train: './columns.onnx',
  },
  {
    ...{ files: ['matrix.onnx'], target: 'size', expected: 'matrix', needs: hasOnnx },
    train: `{ model: ./matrix.onnx, inputs: ${matrix} }`,
  },
  {
    ...{ files: ['value.onnx'], target: 'value', expected: 'value', needs: hasOnnx },
    train: '{ model: value.onnx, inputs: { X: [age, income] } }',
  },
  {
    ...{ files: ['scores.onnx'], target: 'size', expected: 'scores', needs: hasOnnx },
    train: '{ model: scores.onnx, inputs: { x: [age, income] }, apply: softmax }',
  },
  {
    ...{ files: ['external.onnx', 'external.bin'], target: 'size', expected: 'scores' },
    ...{ train: '{ model: external.onnx, inputs: { x: [age, income] }, apply: softmax }' },
    needs: hasOnnx,
  },
  {
    ...{ files: ['layers/model.json', 'layers/weights.bin'], target: 'churn', expected: 'layers' },
    train: '{ model: layers/model.json, inputs: { norm_input: [age, income] } }',
  },
  {
    ...{ files: ['lightgbm.txt'], target: 'churn', train: './lightgbm.txt' },
    expected: 'lightgbm',
  },
  {
    ...{ files: ['lightgbm-classes.txt'], target: 'size', train: './lightgbm-classes.txt' },
    expected: 'lightgbm-classes',
  },
  {
    ...{ files: ['xgboost.json'], target: 'churn', train: './xgboost.json', more: plans },
    expected: 'xgboost',
  },
  {
    ...{ files: ['xgboost-classes.json'], target: 'size', train: './xgboost-classes.json' },
    ...{ expected: 'xgboost-classes', more: plans },
  },
  {
    ...{ files: ['xgboost-counts.json'], target: 'value', train: './xgboost-counts.json' },
    ...{ expected: 'xgboost-counts', more: plans },
  },
];

describe('a model made elsewhere, packaged, says what it said where it was made', () => {
  for (const { files, expected, needs = true, ...settings } of cases) {
    it.skipIf(!needs)(files[0] ?? '', async () => {
      const { target } = settings;
      await using dir = await projectOf(files, settings);
      const rows = await answers(dir);
      const told = said[expected] ?? [];
      const known = Array.isArray(told) ? told : told.rows;
      const classes = Array.isArray(told) ? ['no', 'yes'] : told.classes;
      expect(rows).toHaveLength(known.length);
      let largest = 0;
      for (const [at, row] of rows.entries()) {
        const wanted = known[at] as number | readonly number[];
        if (target === 'value') {
          const scale = Math.max(1, Math.abs(wanted as number));
          largest = Math.max(largest, Math.abs(Number(row['value']) - (wanted as number)) / scale);
          continue;
        }
        for (const [place, label] of classes.entries()) {
          const share = typeof wanted === 'number' ? [1 - wanted, wanted][place] : wanted[place];
          largest = Math.max(largest, Math.abs(Number(row[`p(${label})`]) - (share ?? NaN)));
        }
      }
      expect(largest).toBeLessThan(1e-5);
    });
  }
});

describe.skipIf(!hasOnnx)('round trip', () => {
  it('what mlx writes as ONNX is judged the same when it comes back', async () => {
    await using dir = await projectOf([], {
      target: 'churn',
      train: '{ model: gradient-boosting, trees: 20 }',
    });
    expect((await dir.mlx(['package', '--format', 'onnx', '-o', 'out'])).exitCode).toBe(0);
    const metrics = async () => {
      const { stdout, exitCode } = await dir.mlx(['evaluate', '--json']);
      expect(exitCode).toBe(0);
      const { stages } = JSON.parse(stdout) as {
        stages: { stage: string; facts: Record<string, unknown> }[];
      };
      return stages.find(({ stage }) => stage === 'evaluate')?.facts['test log_loss'];
    };
    const before = await metrics();
    const yaml = (await readFile(join(dir.path, 'mlx.yaml'), 'utf8')).replace(
      '{ model: gradient-boosting, trees: 20 }',
      'out/model.onnx',
    );
    await dir.write({ 'mlx.yaml': yaml });
    expect(before).toBeDefined();
    // Sums of leaves in another order.
    expect(await metrics()).toBeCloseTo(before as number, 12);
  });
});
