import type { ForecastDetail } from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { type Line, lineChart } from '../charts/line-chart.js';
import { html, type Markup } from './markup.js';
import { figure, section, table } from './section.js';

/** How good forecasts are, step by step, and what the last of them looks like. */
export function forecastSection(detail: ForecastDetail): Markup {
  const { forecasts, horizon } = detail;
  return section(
    {
      id: 'steps',
      title: 'Step by step ahead',
      lead: html`${formatCount(forecasts)} forecasts over ${formatCount(horizon)} steps, each from what was known at its time.`,
    },
    html`<div class="grid">${lastFigure(detail)}${errorFigure(detail)}</div>`,
  );
}

function lastFigure({ last }: ForecastDetail): Markup {
  const lines: Line[] = [
    line('truth', last.truth),
    line('forecast', last.said),
    ...(last.low === undefined ? [] : [{ ...line('interval', last.low), reference: true }]),
    ...(last.high === undefined ? [] : [{ ...line('interval', last.high), reference: true }]),
  ];
  const all = lines.flatMap(({ points }) => points.map(({ y }) => y));
  return figure(
    {
      title: 'The last forecast',
      caption: html`Of the largest series, as it could have been made a horizon before the end of the data. The dashed lines are the ends of the interval.`,
    },
    lineChart({
      title: 'The last forecast beside the truth',
      x: { label: 'steps ahead', range: [1, Math.max(2, last.truth.length)] },
      y: { label: 'value', range: [Math.min(...all), Math.max(...all)] },
      lines,
    }),
  );
}

function line(name: string, values: readonly number[]): Line {
  return { name, points: values.map((y, at) => ({ x: at + 1, y })) };
}

const mostRows = 24;

function errorFigure({ steps }: ForecastDetail): Markup {
  const errors = steps.map(({ mae }, at) => ({ x: at + 1, y: mae }));
  const stride = Math.ceil(steps.length / mostRows);
  const rows = steps.flatMap(({ mae, rmse, coverage }, at) =>
    at % stride === 0 || at === steps.length - 1
      ? [
          [
            String(at + 1),
            formatNumber(mae),
            formatNumber(rmse),
            coverage === null ? '-' : formatPercent(coverage),
          ],
        ]
      : [],
  );
  return figure(
    {
      title: 'Errors by step',
      caption: 'The mean absolute error of the first step ahead, the second, and so on.',
    },
    lineChart({
      title: 'Mean absolute error by step ahead',
      x: { label: 'steps ahead', range: [1, Math.max(2, steps.length)] },
      y: { label: 'mean absolute error', range: [0, Math.max(...errors.map(({ y }) => y)) || 1] },
      lines: [{ name: 'mean absolute error', points: errors }],
    }),
    table({ head: ['step', 'mae', 'rmse', 'within interval'], rows, figures: [0, 1, 2, 3] }),
  );
}
