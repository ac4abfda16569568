import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../src/contracts/json.js';
import type { Path } from '../../src/project/project.js';
import { withSetting } from '../../src/project/write-setting.js';

const rate: Path = ['train', 'candidates', 'net', 'learning_rate'];

function written(text: string, path: Path, value: Json): string {
  const changed = withSetting(text, path, value);
  if (!('text' in changed)) throw new Error(`not written: ${changed.whyNot}`);
  return changed.text;
}

describe('a setting is written', () => {
  it.each([
    [
      'in place of its old value, with all remarks kept',
      '# mine\ntrain:\n  candidates:\n    net: {model: mlp,   learning_rate: 0.1} # was 0.2\n\n# end\n',
      '# mine\ntrain:\n  candidates:\n    net: {model: mlp,   learning_rate: 0.03} # was 0.2\n\n# end\n',
    ],
    [
      'at the end of a mapping on one line',
      'train:\n  candidates:\n    net: { model: mlp } # small\n',
      'train:\n  candidates:\n    net: { model: mlp, learning_rate: 0.03 } # small\n',
    ],
    [
      'on a line of its own in a block, as far in as the others',
      'train:\n    candidates:\n        net:\n            model: mlp # small\n        other: ridge\nseed: 3\n',
      'train:\n    candidates:\n        net:\n            model: mlp # small\n            learning_rate: 0.03\n        other: ridge\nseed: 3\n',
    ],
    [
      'after a list in a block, and without an end of line at the end of the file',
      'train:\n  candidates:\n    net:\n      model: mlp\n      layers:\n        - 64\n        - 32',
      'train:\n  candidates:\n    net:\n      model: mlp\n      layers:\n        - 64\n        - 32\n      learning_rate: 0.03\n',
    ],
    [
      'in the long form of what was short',
      'train:\n  candidates:\n    net: mlp # small\n',
      'train:\n  candidates:\n    net: { model: mlp, learning_rate: 0.03 } # small\n',
    ],
    [
      'with the ends of lines and the mark at the beginning that the file has',
      '\uFEFFtrain:\r\n  candidates:\r\n    net:\r\n      model: mlp\r\nseed: 1\r\n',
      '\uFEFFtrain:\r\n  candidates:\r\n    net:\r\n      model: mlp\r\n      learning_rate: 0.03\r\nseed: 1\r\n',
    ],
  ])('%s', (_, before, after) => {
    expect(written(before, rate, 0.03)).toBe(after);
  });

  it('in a block that is not there yet, with whatever has to stand around it', () => {
    const text = written('seed: 3\n', ['features', 'age.years', 'scale'], 'robust');
    expect(text).toBe('seed: 3\nfeatures: { "age.years": { scale: robust } }\n');
    expect(parse(text)).toEqual({ seed: 3, features: { 'age.years': { scale: 'robust' } } });
  });

  it('over a list, in flow or in a block', () => {
    const path = ['train', 'candidates', 'net', 'layers'];
    const flow = 'train: { candidates: { net: { model: mlp, layers: [8] } } }\n';
    expect(written(flow, path, [64, 32])).toBe(flow.replace('[8]', '[64, 32]'));
    const block =
      'train:\n  candidates:\n    net:\n      layers:\n        - 8 # few\n      model: mlp\n';
    expect(parse(written(block, path, [64, 32]))).toEqual({
      train: { candidates: { net: { layers: [64, 32], model: 'mlp' } } },
    });
  });

  it('with texts quoted where YAML would take them for something else', () => {
    const before = 'train: { candidates: { net: { model: mlp } } }';
    for (const value of ['no', '1e3', 'a: b', 'plain', '', '# not a remark'])
      expect(parse(written(before, rate, value))).toMatchObject({
        train: { candidates: { net: { learning_rate: value } } },
      });
  });
});

describe('a setting is not written', () => {
  it.each([
    [
      'into what other settings share',
      'reference: &r { model: mlp }\ntrain: { candidates: { net: *r } }\n',
      'anchor',
    ],
    [
      'over a shared value',
      'train: { candidates: { net: { learning_rate: &r 0.1, l2: *r } } }\n',
      'anchor',
    ],
    [
      'over a reference',
      'train: { candidates: { net: { learning_rate: "${env:RATE}" } } }\n',
      'reference',
    ],
    ['below a list', 'train: { candidates: [mlp] }\n', 'other'],
  ])('%s', (_, text, whyNot) => {
    expect(withSetting(text, rate, 0.03)).toEqual({ whyNot });
  });
});
