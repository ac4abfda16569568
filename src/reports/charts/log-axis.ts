import { formatNumber } from '../../ui/format.js';
import { airyRangeOf, type Range, rangeOf } from './scale.js';

interface Tick {
  readonly at: number;
  readonly label: string;
}

/** An axis for values above 0, by their logarithm where the largest is many times the smallest. */
export function ratioAxis(
  name: string,
  values: readonly number[],
): {
  readonly axis: {
    readonly label: string;
    readonly range: Range;
    readonly ticks?: readonly Tick[];
  };
  readonly place: (value: number) => number;
} {
  const [low, high] = rangeOf(values);
  if (!(low > 0 && high / low > 10)) {
    return { axis: { label: name, range: airyRangeOf(values) }, place: (value) => value };
  }
  const logs = values.map(Math.log10);
  return {
    axis: { label: `${name}, logarithmic`, range: airyRangeOf(logs), ticks: decades(logs) },
    place: Math.log10,
  };
}

/** Ticks for logarithms: 0.01, 0.03, 0.1, …, powers of ten, and three of them where there are few. */
export function decades(logs: readonly number[]): readonly Tick[] {
  const [low, high] = rangeOf(logs);
  const every = Math.max(1, Math.ceil((high - low) / 5));
  const steps = high - low > 2.5 ? [1] : high - low > 0.7 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  const ticks: Tick[] = [];
  for (let power = Math.floor(low); power <= high; power += every) {
    for (const step of steps) {
      const value = Number((step * 10 ** power).toPrecision(3));
      const at = Math.log10(value);
      if (at >= low && at <= high) ticks.push({ at, label: numberWords(value) });
    }
  }
  return ticks;
}

function numberWords(value: number): string {
  return Math.abs(value) < 1 ? String(value) : formatNumber(value);
}
