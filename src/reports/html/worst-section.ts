import { isLabelled } from '../../contracts/task.js';
import type { Insight } from '../../learning/insight/insight.js';
import type { Evaluation, WorstRow } from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { clipped, html, type Part } from './markup.js';
import { section, table } from './section.js';

/** The rows the model got most wrong, with what stands in the columns that matter most where that is known. */
export function worstSection({ task, worst }: Evaluation, insight?: Insight): Part {
  if (worst.length === 0) return undefined;
  const classifies = task.kind === 'binary' || task.kind === 'multiclass';
  const known = isLabelled(task);
  const isAnomaly = task.kind === 'anomaly';
  const lead = html`Look here first for ${known ? 'wrong labels, missing features and ' : ''}odd values. Rows are numbered as they came in, from 0.`;
  const { columns, cellsOf } = valuesBeside(insight);
  const head = headOf({ known, classifies, isAnomaly });
  const rows = worst
    .slice(0, 20)
    .map((row) => [
      formatCount(row.row),
      ...(known ? [shown(row.truth)] : []),
      known ? shown(row.predicted) : row.predicted,
      classifies ? formatPercent(row.probability ?? 0, 2) : formatNumber(row.loss),
      ...cellsOf(row.row),
    ]);
  return section(
    { id: 'worst', title: isAnomaly ? 'Oddest rows' : 'Worst predictions', lead },
    table({ head: [...head, ...columns], rows, figures: figuresOf({ known, classifies }) }),
  );
}

/** Without labels there is no truth to stand beside what was said. */
function headOf({
  known,
  classifies,
  isAnomaly,
}: Readonly<Record<'known' | 'classifies' | 'isAnomaly', boolean>>): readonly string[] {
  const said = known ? ['true', 'predicted'] : [''];
  return ['row', ...said, classifies ? 'given to the true class' : isAnomaly ? 'score' : 'off by'];
}

/** Which of these columns hold numbers. */
function figuresOf({
  known,
  classifies,
}: Readonly<Record<'known' | 'classifies', boolean>>): readonly number[] {
  if (classifies) return [0, 3];
  return known ? [0, 1, 2, 3] : [0, 2];
}

/** Columns to stand beside the numbers, and what each row has in them. */
function valuesBeside(insight: Insight | undefined): {
  readonly columns: readonly string[];
  readonly cellsOf: (row: number) => readonly Part[];
} {
  const { columns = [], rows = [] } = insight?.worst ?? {};
  const valuesOf = new Map(rows.map(({ row, values }) => [row, values]));
  return {
    columns: columns.map((column) => clipped(column, 24)),
    cellsOf: (row) => columns.map((column) => cell(valuesOf.get(row)?.[column])),
  };
}

function shown(value: WorstRow['truth']): Part {
  return typeof value === 'number' ? formatNumber(value) : html`<code>${clipped(value)}</code>`;
}

/** Null is missing; undefined is not known. */
function cell(value: string | number | null | undefined): Part {
  if (value === undefined) return '';
  if (value === null) return html`<em>missing</em>`;
  return clipped(typeof value === 'number' ? String(Number(value.toPrecision(7))) : value, 24);
}
