import type {
  ClassificationDetail,
  Evaluation,
} from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { lineChart } from '../charts/line-chart.js';
import { clipped, html, type Part } from './markup.js';
import { figure, table } from './section.js';

/** Whether the probabilities can be taken at their word. */
export function calibrationFigure(
  { task }: Evaluation,
  { calibration }: ClassificationDetail,
): Part {
  const { bins, error } = calibration;
  if (bins.length === 0) return undefined;
  const of =
    task.kind === 'binary'
      ? html`<code>${clipped(task.classes[1] ?? '', 30)}</code>`
      : 'the predicted class';
  const lines = [
    {
      name: 'the model',
      points: bins.map((bin) => ({ x: bin.predicted, y: bin.observed })),
      dots: true,
    },
    {
      name: 'perfectly calibrated',
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      reference: true,
    },
  ];
  return figure(
    {
      title: 'Calibration',
      caption: html`Whether a probability of ${of} comes true as often as it says. On average it is off by ${formatPercent(error, 1)} (expected calibration error ${formatNumber(error)}).`,
    },
    lineChart({
      title: 'Calibration curve',
      x: { label: 'probability it gave', range: [0, 1], percent: true },
      y: { label: 'how often it came true', range: [0, 1], percent: true },
      lines,
    }),
    table({
      head: ['probability', 'rows', 'mean given', 'came true'],
      rows: bins.map((bin) => [
        `${formatNumber(bin.from, 1)} to ${formatNumber(bin.to, 1)}`,
        formatCount(bin.weight),
        formatPercent(bin.predicted, 1),
        formatPercent(bin.observed, 1),
      ]),
      figures: [1, 2, 3],
    }),
  );
}
