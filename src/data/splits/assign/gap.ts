import type { Column } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';

/** A time that must lie between two splits: a duration such as `7d`, or a number when times are numbers. */
export type Gap = string | number;

const units: Readonly<Record<string, number>> = {
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** The gap in the units of {@link timeValue}: microseconds for a timestamp. Throws `data/split-time` when it does not suit the column. */
export function gapFor(gap: Gap, { name, type }: Pick<Column, 'name' | 'type'>): number {
  const seconds = typeof gap === 'string' ? secondsOf(gap) : undefined;
  if (type === 'timestamp') {
    if (seconds !== undefined) return seconds * 1e6;
    if (gap === 0) return 0;
    throw unsuited(
      `\`${name}\` holds points in time, so a gap of \`${gap}\` needs a unit`,
      `Write it with a unit, such as \`${typeof gap === 'number' ? gap : 7}d\` (s, min, h, d, w)`,
    );
  }
  const number = Number(gap);
  if (Number.isFinite(number) && number >= 0 && gap !== '') return number;
  throw unsuited(
    `\`${name}\` holds numbers, so a gap of \`${gap}\` cannot be measured on it`,
    `Write the gap as a number, or give \`${name}\` the type timestamp`,
  );
}

/** Seconds of a duration such as `7d`, `36h` or `1.5w`; undefined when it is none. */
function secondsOf(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(s|min|h|d|w)$/.exec(text.trim()) ?? [];
  const seconds = units[unit];
  return amount === undefined || seconds === undefined ? undefined : Number(amount) * seconds;
}

function unsuited(message: string, hint: string): MlxError {
  return new MlxError('data/split-time', message, { hints: [hint] });
}
