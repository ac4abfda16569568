import { expect, test } from 'vitest';
import type { Task } from '../../../src/contracts/task.js';
import type { Judged } from '../../../src/learning/judging/judged.js';
import { judgeFairness } from '../../../src/learning/judging/of-fairness.js';
import { judgeSlices } from '../../../src/learning/judging/of-slices.js';
import { binned, parted, slicesBy } from '../../../src/learning/judging/slices.js';
import { metrics } from '../../../src/learning/metrics/index.js';

const task: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };

test('numbers are cut into parts of about as many rows', () => {
  const { parts, of } = binned('age', Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, NaN), { bins: 4 });
  expect(parts).toEqual(['1 to 2', 'above 2 to 4', 'above 4 to 6', 'above 6 to 8', 'missing']);
  expect([...of]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4]);
});

test('few different numbers are a part each', () => {
  expect(binned('rooms', Float64Array.of(2, 1, 2, 3), { bins: 4 })).toMatchObject({
    parts: ['1', '2', '3'],
  });
});

test('columns cut rows together, and what no row has is no slice', () => {
  const columns = [parted('sex', ['f', 'm', 'f', null]), parted('plan', ['a', 'a', 'b', 'a'])];
  expect(slicesBy(columns, 4).map(({ name, rows }) => [name, ...rows])).toEqual([
    ['sex f, plan a', 0],
    ['sex f, plan b', 2],
    ['sex m, plan a', 1],
    ['sex missing, plan a', 3],
  ]);
});

/** Of `rows` women 60 % of those who are positive are found, of as many men 80 %; nobody else is flagged. */
function judgedRows(rows: number): Judged {
  const values = Float64Array.from({ length: 2 * rows }, (_, row) => (row % 2 === 0 ? 1 : 0));
  const said = Array.from(values).flatMap((truth, row) => {
    const share = row < rows ? 0.6 : 0.8;
    const isFound = truth === 1 && (row % rows) / rows < share;
    return isFound ? [0.1, 0.9] : [0.9, 0.1];
  });
  return {
    truth: { task, values },
    predictions: { rows: 2 * rows, width: 2, values: Float64Array.from(said) },
    ...{ options: {}, seed: 1, signal: undefined },
  };
}
const bySex = (rows: number) =>
  slicesBy(
    [
      parted(
        'sex',
        Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 'f' : 'm')),
      ),
    ],
    2 * rows,
  );
const recall = metrics.get('recall');

test('a slice that misses is named with its numbers', async () => {
  const world = { judged: judgedRows(200), slices: bySex(200) };
  const line = { metric: 'recall', by: ['sex'], min: 0.72, min_rows: 30 };
  const verdict = await judgeSlices(line, recall, world);
  expect(verdict).toMatchObject({
    passed: false,
    value: 0.6,
    wanted: 'recall at least 0.72 in each slice by sex',
  });
  expect(verdict.explanation).toMatch(
    /^`recall` of sex f \(200 rows\) is 0\.6000 \(95 % interval 0\.\d+ to 0\.\d+\), and is required to be at least 0\.72$/,
  );
  expect(verdict.cases?.list).toMatchObject([
    { name: 'sex f', rows: 200, values: [0.6], passed: false },
    { name: 'sex m', rows: 200, values: [0.8], passed: true },
  ]);
});

test('the worst slice counts whichever way the metric goes, and to be sure its interval', async () => {
  const world = { judged: judgedRows(200), slices: bySex(200) };
  const line = { metric: 'recall', by: ['sex'], worst: 0.58, min_rows: 30 };
  expect(await judgeSlices(line, recall, world)).toMatchObject({ passed: true });
  expect(await judgeSlices({ ...line, sure: 0.95 }, recall, world)).toMatchObject({
    passed: false,
  });
});

test('a gap is that of the best slice from the worst', async () => {
  const world = { judged: judgedRows(200), slices: bySex(200) };
  const line = { metric: 'recall', by: ['sex'], max_gap: 0.25, min_rows: 30 };
  const verdict = await judgeSlices(line, recall, world);
  expect(verdict.value).toBeCloseTo(0.2, 12);
  expect(verdict.passed).toBe(true);
  expect(verdict.explanation).toContain(
    'goes from 0.6000 (sex f, 200 rows) to 0.8000 (sex m, 200 rows)',
  );
  expect(await judgeSlices({ ...line, max_gap: 0.1 }, recall, world)).toMatchObject({
    passed: false,
  });
});

test('slices that are too small are shown and not judged; none at all does not pass', async () => {
  const world = { judged: judgedRows(20), slices: bySex(20) };
  const line = { metric: 'recall', by: ['sex'], min: 0.1, min_rows: 30 };
  const verdict = await judgeSlices(line, recall, world);
  expect(verdict.passed).toBe(false);
  expect(verdict.explanation).toBe(
    '`recall` by sex could not be judged: no slice has 30 rows and a value',
  );
  expect(verdict.cases?.list[0]).toMatchObject({ note: 'fewer than 30 rows', values: [0.6] });
});

test('fairness says which rate differs most, between whom', async () => {
  const world = { judged: judgedRows(200), groups: bySex(200) };
  const line = { fairness: 'equalised_odds', by: ['sex'], max: 0.1, min_rows: 30 } as const;
  const verdict = await judgeFairness(line, world);
  expect(verdict.passed).toBe(false);
  expect(verdict.value).toBeCloseTo(0.2, 12);
  expect(verdict.explanation).toContain(
    'the true positive rate of `yes` goes from 0.6000 (sex f, 200 rows) to 0.8000 (sex m, 200 rows): a difference of 0.2000',
  );
  expect(verdict.cases).toMatchObject({
    figures: ['true positive rate', 'false positive rate'],
    list: [{ values: [0.6, 0] }, { values: [0.8, 0] }],
  });
  const ratio = {
    fairness: 'demographic_parity',
    by: ['sex'],
    min_ratio: 0.7,
    min_rows: 30,
  } as const;
  expect(await judgeFairness(ratio, world)).toMatchObject({ passed: true });
  expect(await judgeFairness({ ...ratio, min_ratio: 0.8 }, world)).toMatchObject({ passed: false });
});
