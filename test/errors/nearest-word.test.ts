import { expect, test } from 'vitest';
import { errorCatalogue, exitCodes, MlxError, nearestWord } from '../../src/errors/index.js';
import { Registry } from '../../src/registry.js';

test.each([
  ['trian', 'train'],
  ['ROC_AUC', 'roc_auc'],
  ['stratifed', 'stratified'],
  ['modle', 'model'],
])('%s is taken for %s', (written, meant) => {
  expect(nearestWord(written, ['train', 'roc_auc', 'stratified', 'model'])).toBe(meant);
});

test('a word that is like nothing has no nearest', () => {
  expect(nearestWord('xylophone', ['train', 'test'])).toBeUndefined();
});

test('every code has an exit code, a title and an explanation in sentences', () => {
  for (const [code, { exit, title, explanation }] of Object.entries(errorCatalogue)) {
    expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    expect(exitCodes[exit].code, code).toBeGreaterThan(0);
    expect(title, code).not.toMatch(/\.$/);
    expect(explanation, code).toMatch(/\.$/);
  }
});

test('exit codes are distinct', () => {
  const codes = Object.values(exitCodes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test('a registry names the nearest entry, and all there are', () => {
  const registry = new Registry('sampler', [{ name: 'random' }, { name: 'grid' }]);
  expect(() => registry.get('gird')).toThrow(MlxError);
  try {
    registry.get('gird');
  } catch (error) {
    expect((error as MlxError).hints).toEqual(['Did you mean `grid`?', 'Use one of: random, grid']);
  }
});

test('a registry refuses two entries of one name', () => {
  expect(() => new Registry('x', [{ name: 'a' }, { name: 'a' }])).toThrow('share a name');
});
