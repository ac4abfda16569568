import { expect, it } from 'vitest';
import {
  canonical,
  canonicalJson,
  type FingerprintParts,
  fingerprintOf,
} from '../../src/artifacts/fingerprint.js';

const parts: FingerprintParts = {
  stage: 'train',
  version: 1,
  settings: { seed: 7, candidates: { net: { layers: [8, 4], dropout: null } } },
  inputs: {},
  files: { 'data/a.csv': 'aa' },
};

it('a fingerprint is 64 hexadecimal digits', () => {
  expect(fingerprintOf(parts)).toMatch(/^[0-9a-f]{64}$/);
});

it('the order of keys does not matter, at any depth', () => {
  const settings = { candidates: { net: { dropout: null, layers: [8, 4] } }, seed: 7 };
  expect(fingerprintOf({ ...parts, settings })).toBe(fingerprintOf(parts));
});

it.each<[string, Partial<FingerprintParts>]>([
  ['the stage', { stage: 'tune' }],
  ['its version', { version: 2 }],
  ['a setting', { settings: { seed: 8, candidates: { net: { layers: [8, 4], dropout: null } } } }],
  [
    'the order of a list',
    { settings: { seed: 7, candidates: { net: { layers: [4, 8], dropout: null } } } },
  ],
  [
    'a setting that is null and not absent',
    { settings: { seed: 7, candidates: { net: { layers: [8, 4] } } } },
  ],
  ['an input', { inputs: { split: fingerprintOf(parts) } }],
  ['the content of a file', { files: { 'data/a.csv': 'ab' } }],
  ['the name of a file', { files: { 'data/b.csv': 'aa' } }],
])('%s matters', (_what, change) => {
  expect(fingerprintOf({ ...parts, ...change })).not.toBe(fingerprintOf(parts));
});

it('nothing that is not a part gets in', () => {
  const more = { ...parts, when: '2026-01-01' };
  expect(fingerprintOf(more)).toBe(fingerprintOf(parts));
});

it('canonical JSON has its keys in code-unit order and no blanks', () => {
  expect(canonicalJson({ b: 1, B: [{ z: 1, a: 'ä' }], a: null })).toBe(
    '{"B":[{"a":"ä","z":1}],"a":null,"b":1}',
  );
  expect(Object.keys(canonical({ b: 1, a: 2 }) as object)).toEqual(['a', 'b']);
});
