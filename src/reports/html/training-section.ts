import { formatNumber } from '../../ui/format.js';
import { type Line, lineChart } from '../charts/line-chart.js';
import { airyRangeOf, rangeOf } from '../charts/scale.js';
import { thinned } from '../charts/thinned.js';
import type { EvaluationReport, ReportedTraining } from '../evaluation-report.js';
import {
  candidatesFigure,
  importanceFigure,
  trialsFigure,
  trialsTable,
} from './candidate-figures.js';
import { html, type Part } from './markup.js';
import { figure, section, table } from './section.js';

/** How the model was found: candidates, trials, the training curve and what it looks at. */
export function trainingSection(report: EvaluationReport): Part {
  const figures = [
    report.candidates !== undefined && candidatesFigure(report.candidates),
    report.training !== undefined && lossFigure(report.training),
    report.trials !== undefined && trialsFigure(report.trials),
    report.importances !== undefined && importanceFigure(report.importances),
  ].filter((each) => each !== false && each !== undefined);
  if (figures.length === 0) return undefined;
  const trials = report.trials === undefined ? undefined : trialsTable(report.trials);
  return section(
    { id: 'training', title: 'How it was found' },
    html`<div class="grid">${figures}</div>${trials}`,
  );
}

function lossFigure({ epochs, keptEpoch }: ReportedTraining): Part {
  if (epochs.length === 0) return undefined;
  const shown = thinned(epochs, 200);
  const validated = shown.flatMap(({ epoch, validationLoss }) =>
    validationLoss === undefined ? [] : [{ x: epoch, y: validationLoss }],
  );
  const lines: Line[] = [
    { name: 'training', points: shown.map(({ epoch, loss }) => ({ x: epoch, y: loss })) },
  ];
  if (validated.length > 0) lines.push({ name: 'validation', points: validated });
  const kept = epochs.find(({ epoch }) => epoch === keptEpoch);
  const marks =
    kept === undefined
      ? []
      : [
          {
            x: kept.epoch,
            y: kept.validationLoss ?? kept.loss,
            label: `kept: epoch ${kept.epoch}`,
            above: true,
          },
        ];
  return figure(
    {
      title: 'Training curve',
      caption: 'When validation stops falling while training goes on, the model learns by heart.',
    },
    lineChart({
      title: 'Loss by epoch',
      x: { label: 'epoch', range: rangeOf(shown.map(({ epoch }) => epoch)) },
      y: {
        label: 'loss',
        range: airyRangeOf(lines.flatMap((line) => line.points.map(({ y }) => y))),
      },
      lines,
      marks,
    }),
    table({
      head: ['epoch', 'training', 'validation'],
      rows: thinned(epochs, 12).map(({ epoch, loss, validationLoss }) => [
        epoch,
        formatNumber(loss),
        validationLoss === undefined ? undefined : formatNumber(validationLoss),
      ]),
      figures: [0, 1, 2],
    }),
  );
}
