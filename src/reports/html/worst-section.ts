import type { Evaluation, WorstRow } from '../../learning/metrics/evaluation/evaluation.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { clipped, html, type Part } from './markup.js';
import { section, table } from './section.js';

/** The rows the model got most wrong. */
export function worstSection({ task, worst }: Evaluation): Part {
  if (worst.length === 0) return undefined;
  const classifies = task.kind === 'binary' || task.kind === 'multiclass';
  const isAnomaly = task.kind === 'anomaly';
  const measured = isAnomaly ? 'score' : 'off by';
  const lead = html`Look here first for wrong labels, missing features and odd values. Rows are numbered as they came in, from 0.`;
  const head = ['row', 'true', 'predicted', classifies ? 'given to the true class' : measured];
  const rows = worst
    .slice(0, 20)
    .map((row) => [
      formatCount(row.row),
      shown(row.truth),
      shown(row.predicted),
      classifies ? formatPercent(row.probability ?? 0, 2) : formatNumber(row.loss),
    ]);
  return section(
    { id: 'worst', title: isAnomaly ? 'Oddest rows' : 'Worst predictions', lead },
    table({ head, rows, figures: classifies ? [0, 3] : [0, 1, 2, 3] }),
  );
}

function shown(value: WorstRow['truth']): Part {
  return typeof value === 'number' ? formatNumber(value) : html`<code>${clipped(value)}</code>`;
}
