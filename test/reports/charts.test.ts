import { describe, expect, test } from 'vitest';
import { lineChart } from '../../src/reports/charts/line-chart.js';
import { linearScale, niceTicks, rangeOf, tickLabels } from '../../src/reports/charts/scale.js';
import { thinned } from '../../src/reports/charts/thinned.js';
import { html, sentence } from '../../src/reports/html/markup.js';
import { plainWords } from '../../src/reports/plain-words.js';
import { againstBaseline } from '../../src/reports/verdict.js';
import { binaryReport, multiclassReport, regressionReport } from './sample-reports.js';

describe('scales', () => {
  test('ticks are round and inside the span', () => {
    expect(niceTicks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks([-3.7, 12.2])).toEqual([0, 5, 10]);
    expect(niceTicks([4, 4])).toEqual([4]);
  });

  test('labels of one axis have the same number of decimals', () => {
    expect(tickLabels([0, 0.05, 0.1])).toEqual(['0.00', '0.05', '0.10']);
    expect(tickLabels([0, 500_000, 1_000_000])).toEqual(['0.0M', '0.5M', '1.0M']);
    expect(tickLabels([-1000, 0, 1000])).toEqual(['−1,000', '0', '1,000']);
  });

  test('a span of nothing maps to the middle', () => {
    expect(linearScale([2, 2], [0, 10])(2)).toBe(5);
  });

  test('odd values do not widen a span', () => {
    expect(rangeOf([1, Number.NaN, 3, Infinity])).toEqual([1, 3]);
    expect(rangeOf([])).toEqual([0, 1]);
  });

  test('thinning keeps both ends', () => {
    const shown = thinned(
      Array.from({ length: 1000 }, (_, at) => at),
      7,
    );
    expect([shown.length, shown[0], shown.at(-1)]).toEqual([7, 0, 999]);
  });
});

test('a line skips what is not a number and names its lines', () => {
  const { text } = lineChart({
    title: 'a & b',
    x: { label: 'x', range: [0, 1] },
    y: { label: 'y', range: [0, 1], percent: true },
    lines: [
      {
        name: '<a>',
        points: [
          { x: 0, y: 0 },
          { x: 0.5, y: Number.NaN },
          { x: 1, y: 1 },
        ],
      },
      { name: 'b', points: [] },
    ],
  });
  expect(text).toContain('d="M70 274L466 12"');
  expect(text).toContain('aria-label="a &#38; b"');
  expect(text).toContain('&#60;a&#62;');
  expect(text).toContain('>80 %<');
});

test('templates escape values, in text and in attributes', () => {
  expect(html`<p title="${'"><b>'}">${['<i>', html`<b>${1}</b>`, false, undefined]}</p>`.text).toBe(
    '<p title="&#34;&#62;&#60;b&#62;">&#60;i&#62;<b>1</b></p>',
  );
  expect(sentence('see `a<b` here').text).toBe('see <code>a&#60;b</code> here');
  expect(sentence('an odd ` tick').text).toBe('an odd ` tick');
});

describe('in plain words', () => {
  test('a binary model finds and misses', async () => {
    expect(plainWords((await binaryReport()).evaluation)).toMatchInlineSnapshot(`
      [
        "Of 100 cases in which \`churned\` is \`yes\`, the model finds 77 and misses 23.",
        "When it says \`yes\`, it is right 71 times in 100; picking cases by chance would be right 27 times.",
        "It says \`yes\` from a probability of 0.4000 on: chosen for a test.",
      ]
    `);
  });

  test('a model of several classes has a best, a worst and a common mistake', async () => {
    expect(plainWords((await multiclassReport()).evaluation)).toMatchInlineSnapshot(`
      [
        "Of 100 cases, the model names the right \`article\` for 79.",
        "It knows \`teapot\` best (85 of 100 found) and \`rug\` least (68 of 100).",
        "Its most common mistake is to take \`beaded skirt\` for \`kettle\`.",
      ]
    `);
  });

  test('a regression is off by so much', async () => {
    expect(plainWords((await regressionReport()).evaluation)).toMatchInlineSnapshot(`
      [
        "Half of all predictions of \`price\` are between 3,200 too low and 5,120 too high; nine in ten are between 11,500 too low and 14,000 too high.",
        "It leans a little high: the middle prediction is 910 too high.",
      ]
    `);
  });
});

test.each([
  ['higher', [0.6, 0.7], 'Better than'],
  ['higher', [0.4, 0.7], 'Not clearly better than'],
  ['lower', [0.6, 0.7], 'Worse than'],
  ['lower', [0.3, 0.4], 'Better than'],
] as const)('when %s is better, an interval of %j stands %s a baseline of a half', (...facts) => {
  const [direction, interval, words] = facts;
  const result = { title: '', direction, value: interval[0], interval, baseline: 0.5 };
  expect(againstBaseline(result)).toBe(`${words} guessing without a model (0.5000)`);
});
