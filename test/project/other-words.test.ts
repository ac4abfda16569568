import { describe, expect, test } from 'vitest';
import { nameHere } from '../../src/project/other-words.js';
import { ProjectDir } from '../helpers/project-dir.js';

describe('what other tools call things', () => {
  test('is told by the first name here that is allowed', () => {
    expect(nameHere('min_samples_leaf', ['min_leaf', 'trees'])).toBe('min_leaf');
    expect(nameHere('min_samples_leaf', ['min_rows', 'trees'])).toBe('min_rows');
    expect(nameHere('Max_Iter', ['epochs', 'max_iterations'])).toBe('max_iterations');
    expect(nameHere('max_iter', ['epochs'])).toBe('epochs');
    expect(nameHere('max_iter', ['trees'])).toBeUndefined();
  });

  test.each([
    ['split: { test_size: 20% }', 'test'],
    ['split: { cv: 5 }', 'folds'],
    ['train: { time_budget: 60s, candidates: { a: linear } }', 'budget'],
    ['train: { candidates: { a: { model: linear, alpha: 1 } } }', 'l2'],
    ['train: { candidates: { a: { model: linear, resample: smote } } }', 'imbalance'],
    ['train: { candidates: { a: { model: gradient-boosting, n_estimators: 9 } } }', 'trees'],
    ['train: { candidates: { a: { model: mlp, hidden_layer_sizes: [9] } } }', 'layers'],
  ])('leads to what it is here: %s', async (block, name) => {
    const train = block.startsWith('train') ? '' : 'train: linear';
    await using dir = await ProjectDir.with({
      'mlx.yaml': `version: 1\ntask: { type: classification, target: y }\ningest: d.csv\n${block}\n${train}\n`,
      'd.csv': 'x,y\n1,a\n2,b\n',
    });
    const { exitCode, stderr } = await dir.mlx('validate');
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`Did you mean \`${name}\``)]);
  });
});
