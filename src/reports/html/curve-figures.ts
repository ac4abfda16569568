import type {
  ClassificationDetail,
  CurvePoint,
  Evaluation,
} from '../../learning/metrics/evaluation/evaluation.js';
import { formatNumber, formatPercent } from '../../ui/format.js';
import { type Line, lineChart, type Mark } from '../charts/line-chart.js';
import { thinned } from '../charts/thinned.js';
import { clipped, html, type Markup, type Part } from './markup.js';
import { figure, table } from './section.js';

const share = (label: string) => ({ label, range: [0, 1] as const, percent: true });

/** Recall against false alarms, for every threshold. */
export function rocFigure(evaluation: Evaluation, { curves }: ClassificationDetail): Part {
  const drawn = curves.filter(({ roc }) => roc.length > 0);
  if (drawn.length === 0) return undefined;
  const lines: Line[] = [
    ...drawn.map((curve) => ({ name: clipped(curve.class, 30), points: curve.roc })),
    {
      name: 'chance',
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      reference: true,
    },
  ];
  return figure(
    {
      title: 'ROC curve',
      caption: 'The nearer to the top left corner, the better: many found for few false alarms.',
    },
    lineChart({
      title: 'ROC curve',
      x: share('false alarms among the others'),
      y: share('found (recall)'),
      lines,
      marks: thresholdMark(evaluation, drawn[0]?.roc),
    }),
    curveTable(
      ['class', 'threshold', 'false alarms', 'found'],
      drawn.map((curve) => ({ name: curve.class, points: curve.roc })),
    ),
  );
}

/** Precision against recall, for every threshold. */
export function precisionRecallFigure(
  evaluation: Evaluation,
  { curves, classes }: ClassificationDetail,
): Part {
  const drawn = curves.filter(({ pr }) => pr.length > 0);
  if (drawn.length === 0) return undefined;
  const all = classes.reduce((sum, each) => sum + each.support, 0);
  const positive = classes.find((each) => each.class === drawn[0]?.class)?.support ?? 0;
  const chance = { x: [0, 1], y: positive / Math.max(1, all) };
  const lines: Line[] = drawn.map((curve) => ({
    name: clipped(curve.class, 30),
    points: curve.pr,
  }));
  if (evaluation.task.kind === 'binary') {
    lines.push({
      name: 'chance',
      points: chance.x.map((x) => ({ x, y: chance.y })),
      reference: true,
    });
  }
  return figure(
    {
      title: 'Precision and recall',
      caption:
        'How much precision must be given up to find more. The farther up and right, the better.',
    },
    lineChart({
      title: 'Precision-recall curve',
      x: share('found (recall)'),
      y: share('right when it says so (precision)'),
      lines,
      marks: thresholdMark(evaluation, drawn[0]?.pr),
    }),
    curveTable(
      ['class', 'threshold', 'recall', 'precision'],
      drawn.map((curve) => ({ name: curve.class, points: curve.pr })),
    ),
  );
}

/** What moving the threshold of a binary task would do. */
export function thresholdFigure(evaluation: Evaluation, { curves }: ClassificationDetail): Part {
  const { task, threshold } = evaluation;
  const points = curves[0]?.pr.filter((point) => point.threshold !== null) ?? [];
  if (task.kind !== 'binary' || threshold === undefined || points.length < 2) return undefined;
  const at = (value: (point: CurvePoint) => number) =>
    points.map((point) => ({ x: point.threshold ?? 0, y: value(point) }));
  const lines: Line[] = [
    { name: 'precision', points: at(({ y }) => y) },
    { name: 'recall', points: at(({ x }) => x) },
    {
      name: 'threshold in use',
      points: [
        { x: threshold, y: 0 },
        { x: threshold, y: 1 },
      ],
      reference: true,
    },
  ];
  return figure(
    {
      title: 'Choosing the threshold',
      caption: html`A lower threshold finds more and is wrong more often. In use: ${formatNumber(threshold, 2)}.`,
    },
    lineChart({
      title: 'Precision and recall by threshold',
      x: { label: 'threshold', range: [0, 1] },
      y: share('share'),
      lines,
    }),
  );
}

function thresholdMark(
  { threshold }: Evaluation,
  points: readonly CurvePoint[] | undefined,
): Mark[] {
  if (threshold === undefined || points === undefined) return [];
  const nearest = points
    .filter((point) => point.threshold !== null)
    .reduce<CurvePoint | undefined>(
      (best, point) => (farness(point, threshold) < farness(best, threshold) ? point : best),
      undefined,
    );
  return nearest === undefined
    ? []
    : [{ x: nearest.x, y: nearest.y, label: `threshold ${formatNumber(threshold, 2)}` }];
}

function farness(point: CurvePoint | undefined, threshold: number): number {
  return point?.threshold === undefined || point.threshold === null
    ? Infinity
    : Math.abs(point.threshold - threshold);
}

function curveTable(
  head: readonly string[],
  curves: readonly { name: string; points: readonly CurvePoint[] }[],
): Markup {
  const each = curves.length === 1 ? 12 : 5;
  const rows = curves.flatMap(({ name, points }) =>
    thinned(points, each).map(({ x, y, threshold }) => [
      clipped(name, 30),
      threshold === null ? undefined : formatNumber(threshold),
      formatPercent(x, 1),
      formatPercent(y, 1),
    ]),
  );
  return table({ head, rows, figures: [1, 2, 3] });
}
