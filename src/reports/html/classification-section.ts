import type {
  ClassificationDetail,
  Evaluation,
} from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { confusionChart, mostWithFigures } from '../charts/confusion-chart.js';
import { largestConfusions } from '../plain-words.js';
import { calibrationFigure } from './calibration-figure.js';
import { precisionRecallFigure, rocFigure, thresholdFigure } from './curve-figures.js';
import { clipped, html, type Markup, type Part } from './markup.js';
import { figure, section, table } from './section.js';

/** What is right, what is mixed up, and how the answer changes with the threshold. */
export function classificationSections(
  evaluation: Evaluation,
  detail: ClassificationDetail,
): Part[] {
  return [
    section(
      { id: 'mistakes', title: 'Right and wrong' },
      html`<div class="grid">${confusionFigure(evaluation, detail)}${classTable(detail)}${mixedUpFigure(detail)}</div>`,
    ),
    section(
      { id: 'curves', title: 'Curves' },
      html`<div class="grid">${rocFigure(evaluation, detail)}${precisionRecallFigure(evaluation, detail)}${thresholdFigure(evaluation, detail)}${calibrationFigure(evaluation, detail)}</div>`,
    ),
  ];
}

function confusionFigure(
  { threshold, task }: Evaluation,
  { confusion }: ClassificationDetail,
): Markup {
  const large = confusion.classes.length > mostWithFigures;
  const decided =
    threshold === undefined
      ? 'Every row goes to its most probable class.'
      : html`<code>${clipped(task.classes[1] ?? '')}</code> is predicted from a probability of ${formatNumber(threshold, 2)}.`;
  return figure(
    {
      title: 'Confusion matrix',
      caption: html`${decided} Each row of the matrix is one true class; shades are shares of that class, so a good model is strong along the diagonal.`,
      wide: large,
    },
    confusionChart({
      title: `Confusion matrix of ${confusion.classes.length} classes`,
      ...confusion,
    }),
    confusionTable(confusion),
  );
}

function confusionTable(confusion: ClassificationDetail['confusion']): Markup {
  if (confusion.classes.length <= 8) {
    return table({
      head: ['true \\ predicted', ...confusion.classes.map((name) => clipped(name))],
      rows: confusion.counts.map((row, at) => [
        clipped(confusion.classes[at] ?? ''),
        ...row.map(formatCount),
      ]),
      figures: confusion.classes.map((_, at) => at + 1),
    });
  }
  return mixedUpTable(confusion, 20);
}

function mixedUpFigure({ confusion }: ClassificationDetail): Part {
  if (confusion.classes.length <= mostWithFigures) return undefined;
  const caption = 'The pairs of classes that were taken for each other most often.';
  return figure({ title: 'Most often mixed up', caption }, mixedUpTable(confusion, 12));
}

function mixedUpTable(confusion: ClassificationDetail['confusion'], most: number): Markup {
  return table({
    head: ['true', 'predicted', 'rows'],
    rows: largestConfusions(confusion, most).map(({ truth, predicted, count }) => [
      clipped(truth),
      clipped(predicted),
      formatCount(count),
    ]),
    figures: [2],
  });
}

/** Classes above which only the weakest are shown at once. */
const mostClassesAtOnce = 12;

function classTable({ classes }: ClassificationDetail): Markup {
  const caption =
    'Precision: of the rows it called so, how many were. Recall: of the rows that were, how many it found. F1 is their harmonic mean.';
  if (classes.length <= mostClassesAtOnce)
    return figure({ title: 'By class', caption }, classRows(classes));
  const weakest = [...classes].sort((a, b) => a.f1 - b.f1).slice(0, mostClassesAtOnce);
  return figure({ title: 'The weakest classes', caption }, classRows(weakest), classRows(classes));
}

function classRows(classes: ClassificationDetail['classes']): Markup {
  const rows = classes.map((each) => [
    html`<code>${clipped(each.class)}</code>`,
    formatPercent(each.precision, 1),
    formatPercent(each.recall, 1),
    formatNumber(each.f1),
    formatCount(each.support),
  ]);
  return table({
    head: ['class', 'precision', 'recall', 'F1', 'rows'],
    rows,
    figures: [1, 2, 3, 4],
  });
}
