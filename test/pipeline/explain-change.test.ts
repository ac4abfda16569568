import { describe, expect, it } from 'vitest';
import { type FingerprintParts, fingerprintOf } from '../../src/artifacts/fingerprint.js';
import type { Json } from '../../src/contracts/json.js';
import { explainChange } from '../../src/pipeline/explain-change.js';

const base: FingerprintParts = { stage: 'train', version: 1, settings: {}, inputs: {}, files: {} };
const one = fingerprintOf(base);
const other = fingerprintOf({ ...base, version: 2 });

it('what never ran says so', () => {
  expect(explainChange(undefined, base)).toBe('never run');
});

it('what is the same and yet not there has lost its artifact', () => {
  expect(explainChange(base, base)).toBe('its artifact is gone');
});

describe('settings', () => {
  const explain = (before: Json, now: Json): string =>
    explainChange({ ...base, settings: before }, { ...base, settings: now });

  it.each<[string, Json, Json]>([
    ['seed 1 → 2', { seed: 1 }, { seed: 2 }],
    ['net.epochs 5 → 6', { net: { epochs: 5, layers: [8] } }, { net: { layers: [8], epochs: 6 } }],
    ['net.layers [8] → [8,4]', { net: { layers: [8] } }, { net: { layers: [8, 4] } }],
    ['net.dropout (unset) → 0.1', { net: {} }, { net: { dropout: 0.1 } }],
    ['net.dropout 0.1 → (unset)', { net: { dropout: 0.1 } }, { net: {} }],
    ['select null → roc_auc', { select: null }, { select: 'roc_auc' }],
    [
      'requirements.0.min 0.6 → 0.7',
      { requirements: [{ min: 0.6 }] },
      { requirements: [{ min: 0.7 }] },
    ],
    [
      'sources.rows.params.path a.csv → b.csv',
      { sources: [{ name: 'rows', params: { path: 'a.csv' } }] },
      { sources: [{ name: 'rows', params: { path: 'b.csv' } }] },
    ],
    [
      'sources.more (unset) → {"name":"more"}',
      { sources: [{ name: 'rows' }] },
      { sources: [{ name: 'rows' }, { name: 'more' }] },
    ],
  ])('%s', (words, before, now) => {
    expect(explain(before, now)).toBe(words);
  });

  it('the order of keys is no change, in lists neither', () => {
    const before = { list: [{ a: 1, b: 2 }], seed: 1 };
    expect(explain(before, { seed: 2, list: [{ b: 2, a: 1 }] })).toBe('seed 1 → 2');
  });

  it('a long value is cut', () => {
    expect(explain({ note: '' }, { note: 'x'.repeat(100) })).toBe(`note  → ${'x'.repeat(39)}…`);
  });

  it('two changes are named and more are counted', () => {
    expect(explain({ a: 1, b: 1 }, { a: 2, b: 2 })).toBe('a 1 → 2, b 1 → 2');
    const many = explain({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 2, d: 2 });
    expect(many).toBe('a 1 → 2, b 1 → 2, and 2 more');
  });
});

it('files are new, changed or no longer read', () => {
  const before = { ...base, files: { 'a.csv': '1', 'b.csv': '1' } };
  const explain = (files: Record<string, string>): string =>
    explainChange(before, { ...base, files });
  expect(explain({ 'a.csv': '2', 'b.csv': '1' })).toBe('a.csv changed');
  expect(explain({ 'a.csv': '1', 'b.csv': '1', 'c.csv': '1' })).toBe('c.csv is new');
  expect(explain({ 'a.csv': '1' })).toBe('b.csv is no longer read');
});

it('inputs are new, changed or gone', () => {
  const before = { ...base, inputs: { split: one, tune: one } };
  const explain = (inputs: FingerprintParts['inputs']): string =>
    explainChange(before, { ...base, inputs });
  expect(explain({ split: other, tune: one })).toBe('split changed');
  expect(explain({ split: one, tune: one, ingest: one })).toBe('ingest is new');
  expect(explain({ split: one })).toBe('tune is gone');
});

it('the outermost cause comes first: mlx itself, then files, settings and inputs', () => {
  const now = {
    ...base,
    version: 2,
    files: { 'a.csv': '1' },
    settings: { seed: 1 },
    inputs: { split: one },
  };
  expect(explainChange(base, now)).toBe(
    'mlx computes this stage differently now, a.csv is new, and 2 more',
  );
});
