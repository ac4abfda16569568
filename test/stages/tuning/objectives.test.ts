import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../../src/learning/metrics/index.js';
import { chosenOf, objectivesOf, paretoFront } from '../../../src/stages/tuning/objectives.js';

const decisive = metrics.get('log_loss');
const objectives = await objectivesOf([{ metric: 'roc_auc' }, { latency: 'p95' }], decisive, '.');
const trials = [
  { number: 0, values: [0.9, 5] },
  { number: 1, values: [0.898, 1] },
  { number: 2, values: [0.85, 0.5] },
  { number: 3, values: [0.85, 2] },
];

describe('several objectives', () => {
  it('the front is what no other beats', () => {
    expect(paretoFront(trials, objectives).map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  it('every trial is on the front or beaten by one that is', () => {
    const value = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }), (points) => {
        const all = points.map((values, number) => ({ number, values }));
        const front = paretoFront(all, objectives);
        expect(front.length).toBeGreaterThan(0);
        for (const {
          values: [auc, ms],
        } of all) {
          const beaten = all.some(
            ({ values: [a, b] }) => a >= auc && b <= ms && (a > auc || b < ms),
          );
          const isOn = front.some(({ values }) => values[0] === auc && values[1] === ms);
          expect(isOn).toBe(!beaten);
        }
      }),
    );
  });

  it.each([
    [null, 0],
    [{ best: 'roc_auc', within: '0.5%', then: 'latency' }, 1],
    [{ best: 'roc_auc', within: '0.1%', then: 'latency' }, 0],
    [{ best: 'roc_auc', within: 0.05, then: 'latency' }, 2],
    [{ best: 'latency' }, 2],
    [{ best: 'latency', within: 0.6, then: 'roc_auc' }, 1],
  ])('%j chooses trial %i', (choice, number) => {
    expect(chosenOf(trials, objectives, choice)?.number).toBe(number);
  });

  it('without any, the metric that decides between candidates is the only one', async () => {
    expect(await objectivesOf(null, decisive, '.')).toMatchObject([
      { name: 'log_loss', direction: 'lower' },
    ]);
  });
});
