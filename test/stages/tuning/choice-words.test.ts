import { expect, test } from 'vitest';
import { metrics } from '../../../src/learning/metrics/index.js';
import { choiceWords, scoreWords, writtenChoice } from '../../../src/stages/tuning/choice-words.js';
import { type Choice, chosenOf, objectivesOf } from '../../../src/stages/tuning/objectives.js';

const decisive = metrics.get('log_loss');
const both = await objectivesOf([{ metric: 'roc_auc' }, { latency: 'p95' }], decisive, '.');
const one = await objectivesOf(null, decisive, '.');
const complete = [
  { number: 0, values: [0.9, 5] },
  { number: 1, values: [0.898, 1] },
  { number: 2, values: [0.85, 0.5] },
];

test.each([
  [both, null, 'it has the highest roc_auc, 0.9000, the first objective'],
  [one, null, 'it has the lowest log_loss, 0.8500'],
  [both, { best: 'latency' }, 'it has the lowest latency p95 (ms), 0.5000, as `choose` says'],
  [
    both,
    { best: 'roc_auc', within: '0.5%', then: 'latency' },
    'of 2 trials that lose at most 0.5% of the highest roc_auc, 0.9000 of trial 1, it has the lowest latency p95 (ms), 1.0000',
  ],
  [
    both,
    { best: 'roc_auc', within: 0.001, then: 'latency' },
    'it alone loses at most 0.001 of the highest roc_auc, 0.9000 of trial 1',
  ],
  [
    both,
    { best: 'roc_auc', then: 'latency' },
    'it alone reaches the highest roc_auc, 0.9000 of trial 1',
  ],
] as const)(
  'says which rule chose, and of how many (%#)',
  (objectives, choose: Choice | null, words) => {
    const winner = chosenOf(complete, objectives, choose);
    if (winner === undefined) throw new Error('there are trials');
    expect(choiceWords(winner, { complete, objectives, choose })).toBe(words);
  },
);

test('a rule is written as it stands in the project', () => {
  expect(writtenChoice({ then: 'latency', best: 'roc_auc', within: '1%' })).toBe(
    'choose: { best: roc_auc, within: 1%, then: latency }',
  );
});

test('scores have as many decimals as stand below each other well', () => {
  expect([0.839, 12, 0.000593, 44871.234, -0.5].map(scoreWords)).toEqual([
    ...['0.8390', '12.0000', '0.000593', '44870', '-0.5000'],
  ]);
});
