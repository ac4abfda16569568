import { expect, test } from 'vitest';
import { caseRows } from '../../src/reports/case-words.js';

const slice = { name: 'plan basic', rows: 120, values: [0.71] };

test('every column of a table of cases has a name, as a screen reader reads it before each cell', () => {
  const judged = caseRows({
    of: 'slice',
    figures: ['recall'],
    list: [{ ...slice, passed: true, interval: [0.6, 0.8] }],
  });
  expect(judged.head).toEqual(['slice', 'rows', 'recall', 'interval of recall', 'verdict']);
  expect(judged.rows).toEqual([['plan basic', '120', '0.7100', '0.6000 to 0.8000', 'met']]);
});

test('where no case is judged by itself there is no column for it', () => {
  const { head, rows } = caseRows({ of: 'group', figures: ['precision'], list: [slice] });
  expect(head).toEqual(['group', 'rows', 'precision']);
  expect(rows).toEqual([['plan basic', '120', '0.7100']]);
});
