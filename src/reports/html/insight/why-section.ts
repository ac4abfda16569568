import { isLabelled } from '../../../contracts/task.js';
import type { ExplainedRow, Insight } from '../../../learning/insight/insight.js';
import type { ContributionUnit } from '../../../learning/insight/tree-scores.js';
import type { Evaluation } from '../../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatSigned } from '../../../ui/format.js';
import { type SpanBar, spanBars } from '../../charts/span-bars.js';
import { clipped, html, type Markup, type Part } from '../markup.js';
import { figure, section, table } from '../section.js';

const mostFigures = 6;
const mostBars = 7;

const units: Readonly<Record<ContributionUnit, string>> = {
  'log-odds': 'log-odds',
  logit: 'score before it becomes a probability',
  log: 'logarithm of the target',
  probability: 'probability',
  value: 'unit of the target',
  score: 'score',
};

/** Why the model said what it said of the rows it got most wrong. */
export function whySection({ rows }: Insight, evaluation: Evaluation): Part {
  const [first] = rows?.list ?? [];
  if (rows === undefined || first === undefined) return undefined;
  const { method, unit } = first.explanation;
  const how =
    method === 'tree'
      ? 'by TreeSHAP, exactly'
      : `by Shapley values against ${formatCount(rows.background)} other rows${method === 'sampled' ? ', sampled; whiskers are two standard errors' : ''}`;
  const lead = html`What each column added to what the model says, ${how}. In ${units[unit]}; all bars and the start add up to the score.`;
  return section(
    {
      id: 'why',
      title: evaluation.task.kind === 'anomaly' ? 'Why they are odd' : 'Why it was wrong',
      lead,
    },
    html`<div class="grid">${rows.list.slice(0, mostFigures).map((row) => rowFigure(row, evaluation))}</div>`,
  );
}

/** What was true and what was said, where both are known. */
function truthWords(
  known: Evaluation['worst'][number] | undefined,
  task: Evaluation['task'],
): string {
  if (known === undefined || !isLabelled(task)) return '';
  return `: true ${words(known.truth)}, said ${words(known.predicted)}`;
}

function rowFigure(each: ExplainedRow, { task, worst }: Evaluation): Markup {
  const { row, explanation } = each;
  const { base, score, contributions, others, of } = explanation;
  const known = worst.find((one) => one.row === row);
  const shown = contributions.slice(0, mostBars);
  const rest = contributions
    .slice(mostBars)
    .reduce((sum, { value }) => sum + value, others?.value ?? 0);
  const left = contributions.length - shown.length + (others?.columns ?? 0);
  const bars: SpanBar[] = [
    ...shown.map(({ column, value, error }): SpanBar => {
      const span = error !== undefined && { span: [value - 2 * error, value + 2 * error] as const };
      return {
        ...{
          name: `${clipped(column, 18)} = ${valueWords(each, column)}`,
          value,
          strong: value > 0,
        },
        ...{ label: formatSigned(value), ...span },
      };
    }),
    ...(left === 0 ? [] : [{ name: `${left} more`, value: rest, label: formatSigned(rest) }]),
  ];
  const truth = truthWords(known, task);
  const what = of === undefined ? 'The score' : html`The score of <code>${clipped(of, 30)}</code>`;
  return figure(
    {
      title: clipped(`Row ${formatCount(row)}${truth}`, 80),
      caption: html`${what} starts at ${formatNumber(base)} and ends at ${formatNumber(score)}. To the right: for it; to the left: against it.`,
    },
    spanBars(`Contributions to row ${row}`, bars),
    table({
      head: ['column', 'value', 'adds'],
      rows: contributions.map(({ column, value }) => [
        html`<code>${clipped(column)}</code>`,
        clipped(valueWords(each, column), 40),
        formatSigned(value),
      ]),
      figures: [2],
      of: contributions.length + (others?.columns ?? 0),
    }),
  );
}

function words(value: string | number): string {
  return typeof value === 'number' ? formatNumber(value) : clipped(value, 20);
}

/** A column that is not there is one whose values are protected. */
function valueWords({ values }: ExplainedRow, column: string): string {
  const value = values[column];
  if (value === undefined) return 'not shown';
  return value === null ? 'missing' : words(value);
}
