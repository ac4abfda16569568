import type { RunEvent } from '../pipeline/events.js';
import { formatDuration, formatUsd } from './format.js';
import type { ReporterLook } from './reporter.js';

type RunFinished = Extract<RunEvent, { readonly type: 'run-finished' }>;

/** The last line of a run: `done in 12.3 s · $0.0021`. */
export function outcomeLine(
  event: RunFinished,
  { style, symbols }: Pick<ReporterLook, 'style' | 'symbols'>,
): string {
  const span = formatDuration(event.seconds);
  const cost = costWords(event.cost);
  const tail = cost === '' ? '' : ` ${symbols.separator} ${cost}`;
  switch (event.outcome) {
    case 'done':
      return `${style.green(style.bold('done'))} in ${span}${tail}`;
    case 'failed':
      return `${style.red(style.bold('failed'))} after ${span}${tail}`;
    case 'interrupted':
      return `${style.yellow(style.bold('interrupted'))} after ${span}${tail} ${symbols.separator} run it again to go on`;
  }
}

function costWords(cost: RunFinished['cost']): string {
  if (cost === undefined) return '';
  return cost.priced ? formatUsd(cost.usd) : 'no price known';
}
