import { describe, expect, test } from 'vitest';
import { SearchBudget } from '../../../src/stages/tuning/search-budget.js';
import type { KnownTrial } from '../../../src/stages/tuning/trial-store.js';

/** Trials of a candidate that ended, by the seconds that each took. */
function trialsOf(...seconds: number[]): KnownTrial[] {
  return seconds.map((each, number) => ({
    ...{ number, candidate: 'net', params: {}, key: String(number), starts: 1 },
    outcome: {
      ...{ state: 'complete', values: [1] },
      usage: { seconds: each, cpuSeconds: each, peakMemoryMb: 1 },
    },
  }));
}

describe('what a search says when its budget ends it', () => {
  test('a limit of time is told in minutes', () => {
    const spent = trialsOf(40, 50);
    const budget = new SearchBudget({ minutes: 1, parallel: 1, usdPerHour: null }, spent);
    expect(budget.refusal('net', spent)).toBe('the time of 1 min was used up');
  });

  test('a limit of money in money too', () => {
    const budget = new SearchBudget({ minutes: 12, parallel: 1, usdPerHour: 0.5 }, trialsOf(700));
    expect(budget.refusal('net', trialsOf(700))).toMatch(
      /^a trial takes about 700 s, and (20|19|19\.\d+) s of 12 min \(\$0\.1\) were left$/,
    );
    const used = new SearchBudget({ minutes: 12, parallel: 1, usdPerHour: 0.5 }, trialsOf(721));
    expect(used.refusal('net', trialsOf(721))).toBe('the time of 12 min ($0.1) was used up');
  });

  test('slots side by side share what was spent before', () => {
    const spent = trialsOf(50, 50);
    const budget = new SearchBudget({ minutes: 1, parallel: 2, usdPerHour: null }, spent);
    expect(budget.left).toBeGreaterThan(9);
    expect(budget.left).toBeLessThanOrEqual(10);
  });
});
