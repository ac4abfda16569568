import type { Insight } from '../../../learning/insight/insight.js';
import { scoreAt } from '../../../learning/insight/learning-curve.js';
import { formatCount, formatNumber, formatSigned } from '../../../ui/format.js';
import { type Line, lineChart } from '../../charts/line-chart.js';
import { airyRangeOf } from '../../charts/scale.js';
import { html, type Part } from '../markup.js';
import { figure, table } from '../section.js';

/** How good the model would be with fewer rows, and what more would bring. */
export function learningCurveFigure({ curve }: Insight): Part {
  if (curve === undefined || curve.points.length === 0) return undefined;
  const { points, law, doubled, metric } = curve;
  const most = Math.max(...points.map(({ rows }) => rows));
  const least = Math.min(...points.map(({ rows }) => rows));
  // Several draws of one size are dots above each other; the line goes through their means.
  const sizes = [...new Set(points.map(({ rows }) => rows))].sort((a, b) => a - b);
  const means = sizes.map((rows) => {
    const scores = points.filter((point) => point.rows === rows).map(({ score }) => score);
    return { x: rows, y: scores.reduce((sum, score) => sum + score, 0) / scores.length };
  });
  const lines: Line[] = [{ name: 'mean of the fits on so many rows', points: means }];
  const fits = points.map(({ rows, score }) => ({ x: rows, y: score }));
  if (law !== undefined) {
    const places = Array.from({ length: 41 }, (_, at) => least + ((2 * most - least) * at) / 40);
    const along = places.map((rows) => ({ x: rows, y: scoreAt(law, rows) }));
    lines.push({ name: 'power law, to twice the rows', points: along, reference: true });
  }
  const gain =
    doubled === undefined
      ? 'Too few sizes to go on from.'
      : html`Twice the rows: <code>${metric}</code> better by ${formatSigned(doubled.gain)} (95 %: ${formatSigned(doubled.low)} to ${formatSigned(doubled.high)}).`;
  return figure(
    {
      title: 'Is more data worth it?',
      caption: html`${gain} The chosen model was fitted again on parts of the training rows, and judged on the test rows: a dot for each fit.`,
    },
    lineChart({
      title: `${metric} by training rows`,
      x: { label: 'training rows', range: [0, law === undefined ? most : 2 * most] },
      y: {
        label: metric,
        range: airyRangeOf([...fits, ...lines.flatMap((line) => line.points)].map(({ y }) => y)),
      },
      lines,
      dots: fits,
    }),
    table({
      head: ['training rows', metric],
      rows: points.map(({ rows, score }) => [formatCount(rows), formatNumber(score)]),
      figures: [0, 1],
    }),
  );
}
