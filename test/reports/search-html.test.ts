import { expect, test } from 'vitest';
import { searchHtml } from '../../src/reports/tuning/search-html.js';
import { candidatesOf, withoutFarWorse } from '../../src/reports/tuning/search-report.js';
import { checkWellFormed } from './check-well-formed.js';
import { searchReport } from './sample-search.js';

test('the page of a search is well formed, whatever names and problems say, and the same each time', () => {
  const page = searchHtml(searchReport());
  checkWellFormed(page);
  expect(page).not.toContain('<b>wise');
  expect(page).not.toContain('<i>broke');
  expect(searchHtml(searchReport())).toBe(page);
  expect(page.length).toBeLessThan(500_000);
});

test('each chart has its figures in a table, and every setting a chart', () => {
  const page = searchHtml(searchReport());
  const charts = page.match(/<figure/g)?.length ?? 0;
  // Course and time, a front, importance, slices and how they go together.
  expect(charts).toBe(2 + 1 + (1 + 3 + 1) + (1 + 2 + 1));
  expect(page.match(/Figures as a table/g)).toHaveLength(charts);
});

test('what mattered most comes first', () => {
  const [boosted] = candidatesOf(searchReport(120).tuning);
  expect(boosted?.dimensions[0]?.path).toBe('learning_rate');
  const shares = Object.values(boosted?.importance ?? {});
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

test('a trial that went far worse does not flatten the charts', () => {
  const { tuning } = searchReport();
  const scored = candidatesOf(tuning)[0]?.trials ?? [];
  const [first] = scored;
  if (first === undefined) throw new Error('there are trials');
  const far = { ...first, number: 999, score: -40 };
  expect(withoutFarWorse([...scored, far], 'higher')).toEqual(scored);
  expect(withoutFarWorse([...scored, { ...far, score: 40 }], 'lower')).toEqual(scored);
});

test('a search of one trial has a page too', () => {
  checkWellFormed(searchHtml(searchReport(1)));
});
