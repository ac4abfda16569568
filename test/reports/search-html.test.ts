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

test('every chart and table of trials marks the one that was chosen, and the rule is told', () => {
  const report = searchReport();
  const { number, candidate } = report.tuning.winner;
  const best = Math.max(...report.tuning.trials.map(({ score }) => score ?? 0));
  expect(report.tuning.trials[number]?.score).toBeLessThan(best);
  const page = searchHtml(report);
  expect(page).toContain(`◆ Trial ${number + 1} of <code>${candidate}</code> was chosen: of `);
  expect(page).toContain('choose: { best: roc_auc, within: 1%, then: latency }');
  const figures = page.split('<figure').slice(1);
  // Course, time, front, and of its candidate every setting and how they go together.
  const settings = report.tuning.spaces[candidate]?.length ?? 0;
  const marked = figures.filter((each) => each.includes('class="chosen"'));
  expect(marked).toHaveLength(3 + settings + 1);
  for (const each of marked) {
    expect(each).toContain(`◆ is trial ${number + 1}, which was chosen.`);
    expect(each).toContain(`<strong>◆ ${number + 1}</strong>`);
  }
  const parallel = marked.find((each) => each.includes('How they go together')) ?? '';
  expect(parallel.match(/class="chosen"/g)).toHaveLength(settings + 1);
  expect(page.split('id="trials"')[1]).toContain(`<strong>◆ ${number + 1}</strong>`);
});

test('the chosen trial is shown where there are too many for a chart or a table', () => {
  const page = searchHtml(searchReport(1500));
  const figures = page.split('<figure').slice(1);
  const marked = figures.filter((each) => each.includes('class="chosen"'));
  expect(marked.filter((each) => each.includes('<strong>◆ '))).toHaveLength(marked.length);
  expect(marked.length).toBeGreaterThan(4);
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
