import type { StageEvent } from '../contracts/events.js';
import type { Json } from '../contracts/json.js';
import type { Fact } from '../pipeline/events.js';
import { type Advance, rateOf, secondsLeft } from './advance.js';
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
type ProgressFigures = Pick<EventOf<'progress'>, 'done' | 'total' | 'unit'>;

type EventOf<Type extends StageEvent['type']> = Extract<StageEvent, { readonly type: Type }>;

/** A result in words: counts read `7,043 rows`, everything else `roc_auc 0.8534`; a name with a dot is that of a setting or a file. */
export function factWords({ name, value }: Fact): string {
  if (typeof value === 'string') return printable(`${name} ${value}`);
  const countable =
    Number.isInteger(value) && /^[^.]*[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name);
  return printable(countable ? formatQuantity(value, name) : `${name} ${formatNumber(value)}`);
}

/** Results on one line: `7,043 rows · 21 columns`. */
export function factsLine(facts: readonly Fact[], { separator }: Symbols): string {
  return facts.map(factWords).join(` ${separator} `);
}

/** How far something is, with no bar: `1,200,000 of 7,000,000 rows`, `14.3 MB of 20.0 MB`, `40 %`. */
function progressWords({ done, total, unit }: ProgressFigures): string {
  if (unit === 'percent') return `${formatCount(done)} %`;
  if (unit === 'bytes') {
    return total === undefined
      ? formatBytes(done)
      : `${formatBytes(done)} of ${formatBytes(total)}`;
  }
  if (total === undefined) return formatQuantity(done, unit);
  return `${formatCount(done)} of ${formatQuantity(total, unit)}`;
}

/**
 * How far something is, how fast it goes and how long it will still take, as far as that can be known:
 * `62 %`, `about 410,000 rows/s`, `4 s left`.
 */
export function advanceWords(advance: Advance, now: number): readonly string[] {
  const left = secondsLeft(advance, now);
  return [
    ...(advance.part === undefined ? [] : [partWords(advance.part)]),
    ...(isStart(advance) ? [] : [progressWords(advance)]),
    ...rateWords(advance),
    ...(left === undefined ? [] : [timeLeftWords(left)]),
  ];
}

/** That nothing is done yet goes without saying. */
function isStart({ unit, done }: Advance): boolean {
  return unit === 'percent' && done === 0;
}

function partWords({ kind, number, of }: NonNullable<Advance['part']>): string {
  return `${kind} ${formatCount(number)} of ${formatCount(of)}`;
}

function rateWords(advance: Advance): readonly string[] {
  const { unit, rows, rowSpeed } = advance;
  if (rows !== undefined) {
    if (rowSpeed === undefined || rowSpeed < 1) return [];
    return [`${rows.about ? 'about ' : ''}${formatCount(toTwoDigits(rowSpeed))} rows/s`];
  }
  const rate = rateOf(advance);
  if (rate === undefined || unit === 'percent') return [];
  if (unit === 'bytes') return [`${formatBytes(rate)}/s`];
  const figure = rate >= 100 ? formatCount(toTwoDigits(rate)) : formatNumber(rate, 1);
  return [unit === 'rows' ? `${figure} rows/s` : `${figure}/s`];
}

/** More digits would only flicker. */
function toTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
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

/** How a column becomes numbers: `city: { impute: none, encode: target } # inferred: 1204 categories, more than 50`. */
export function featureWords({
  name,
  settings,
  inferred,
  why,
}: EventOf<'features'>['columns'][number]): string {
  const reason = inferred
    ? ['inferred', ...(why === undefined ? [] : [why])].join(': ')
    : undefined;
  const line = `${flowYaml(name)}: ${flowYaml(settings)}`;
  return reason === undefined ? line : `${line} # ${reason}`;
}

/** A value in the flow style of YAML, quoted where it must be. */
function flowYaml(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flowYaml(inner)}`)
      .join(', ')} }`;
  }
  const isPlain = typeof value !== 'string' || /^[A-Za-z][\w-]*$/.test(value);
  const means = /^(true|false|yes|no|on|off|null|y|n)$/i.test(String(value));
  return isPlain && !(typeof value === 'string' && means) ? String(value) : JSON.stringify(value);
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
function timeLeftWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s left` : `${formatDuration(whole)} left`;
}
