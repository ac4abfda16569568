import { describe, expect, it } from 'vitest';
import { parseAssignment } from '../../src/project/parse-assignment.js';

describe('an assignment', () => {
  it.each([
    ['seed=7', { seed: 7 }],
    ['name=shop', { name: 'shop' }],
    ['name="7"', { name: '7' }],
    ['name=', { name: null }],
    ['name=""', { name: '' }],
    ['a.b.c=true', { a: { b: { c: true } } }],
    [
      'train.candidates.net.layers=[64, 32]',
      { train: { candidates: { net: { layers: [64, 32] } } } },
    ],
    ['deploy={ port: 80 }', { deploy: { port: 80 } }],
    ['name=a=b', { name: 'a=b' }],
    [
      'tune.search."candidates.net.dropout"=[0, 0.2]',
      { tune: { search: { 'candidates.net.dropout': [0, 0.2] } } },
    ],
    ['split.test=20%', { split: { test: '20%' } }],
  ])('%s', (text, value) => {
    expect(parseAssignment(text)).toEqual(value);
  });

  it.each(['seed', '=7', '.seed=7', 'a..b=7', 'a.=7', '"a=7', 'a"b"=7', ''])(
    '%j cannot be read',
    (text) => {
      expect(() => parseAssignment(text)).toThrow(
        expect.objectContaining({ code: 'usage/bad-option' }) as Error,
      );
    },
  );

  it('with a value that is not YAML says so', () => {
    expect(() => parseAssignment('a=[1')).toThrow('the value is not YAML');
  });
});
