import type { StageEvent } from '../contracts/events.js';
import type { Fact } from '../pipeline/events.js';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatQuantity,
} from './format.js';
import type { Symbols } from './symbols.js';
import { printable } from './text-width.js';

/** How far something is. */
export type ProgressFigures = Pick<EventOf<'progress'>, 'done' | 'total' | 'unit'>;

type EventOf<Type extends StageEvent['type']> = Extract<StageEvent, { readonly type: Type }>;

/** A result in words: counts read `7,043 rows`, everything else `roc_auc 0.8534`. */
export function factWords({ name, value }: Fact): string {
  if (typeof value === 'string') return printable(`${name} ${value}`);
  const countable = Number.isInteger(value) && /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name);
  return printable(countable ? formatQuantity(value, name) : `${name} ${formatNumber(value)}`);
}

/** Results on one line: `7,043 rows · 21 columns`. */
export function factsLine(facts: readonly Fact[], { separator }: Symbols): string {
  return facts.map(factWords).join(` ${separator} `);
}

/** How far something is, with no bar: `1,200,000 of 7,000,000 rows`, `14.3 MB of 20.0 MB`, `40 %`. */
export function progressWords({ done, total, unit }: ProgressFigures): string {
  if (unit === 'percent') return `${formatCount(done)} %`;
  if (unit === 'bytes') {
    return total === undefined
      ? formatBytes(done)
      : `${formatBytes(done)} of ${formatBytes(total)}`;
  }
  if (total === undefined) return formatQuantity(done, unit);
  return `${formatCount(done)} of ${formatQuantity(total, unit)}`;
}

/** The losses after an epoch: `loss 0.4312 · validation 0.4521`. */
export function lossWords(event: EventOf<'epoch'>, { separator }: Symbols): string {
  const loss = `loss ${formatNumber(event.loss)}`;
  if (event.validationLoss === undefined) return loss;
  return `${loss} ${separator} validation ${formatNumber(event.validationLoss)}`;
}

/** Which columns a source has: `21 columns, 18 of them inferred`. */
export function columnsWords({ columns }: EventOf<'columns'>): string {
  const inferred = columns.filter((column) => column.inferred).length;
  const all = formatQuantity(columns.length, 'columns');
  return inferred === 0 ? all : `${all}, ${formatCount(inferred)} of them inferred`;
}

/** How many rules hold: `7 checks, 5 kept, 89 rows set aside`. */
export function qualityWords({ findings, quarantined }: EventOf<'quality'>): string {
  const kept = findings.filter(({ outcome }) => outcome === 'kept').length;
  const all = `${formatQuantity(findings.length, 'checks')}, ${formatCount(kept)} kept`;
  return quarantined === 0 ? all : `${all}, ${formatQuantity(quarantined, 'rows')} set aside`;
}

/** What computes, and why: `tensorflow 4.22.0: the fastest that works here`. */
export function backendWords({ backend, version, reason }: EventOf<'backend'>): string {
  return printable(`${backend} ${version}${reason === '' ? '' : `: ${reason}`}`);
}

/** A forecast, without decimals that nobody can know: `37 s left`. */
export function timeLeftWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s left` : `${formatDuration(whole)} left`;
}
