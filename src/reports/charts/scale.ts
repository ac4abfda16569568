/** A value's place on an axis. */
export type Scale = (value: number) => number;

export type Range = readonly [low: number, high: number];

/** Maps a span of values to a span of coordinates, rounded to a tenth. A span of nothing maps to the middle. */
export function linearScale([low, high]: Range, [start, end]: Range): Scale {
  const span = high - low;
  return (value) => {
    const share = span === 0 ? 0.5 : (value - low) / span;
    return Math.round((start + share * (end - start)) * 10) / 10;
  };
}

/** The smallest span that holds all finite values, widened a little when they are all the same. */
export function rangeOf(values: Iterable<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low === high)
    return [low - Math.max(0.5, Math.abs(low) / 10), high + Math.max(0.5, Math.abs(high) / 10)];
  return [low, high];
}

/** The span of the values with a little air at both ends, so that no line lies on the frame. */
export function airyRangeOf(values: Iterable<number>): Range {
  const [low, high] = rangeOf(values);
  const air = (high - low) * 0.06;
  return [low - air, high + air];
}

/** Round numbers inside a span, about `count` of them, a step of 1, 2 or 5 times a power of ten apart. */
export function niceTicks([low, high]: Range, count = 5): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const step = niceStep(span / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}

/** Ticks as text, all with the same number of decimals: `0.2`, `1,500`, `2.5M`. */
export function tickLabels(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const [unit, sign] = unitFor(largest);
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) / unit;
  if (largest !== 0 && (largest < 1e-4 || largest >= 1e15))
    return ticks.map((tick) => tick.toExponential(1));
  const decimals = step === 0 ? 2 : Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return ticks.map((tick) => `${grouped((tick / unit).toFixed(Math.min(decimals, 6)))}${sign}`);
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  if (lead > 5) return 10 * power;
  if (lead > 2) return 5 * power;
  return lead > 1 ? 2 * power : power;
}

function unitFor(largest: number): [number, string] {
  if (largest >= 1e9) return [1e9, 'G'];
  if (largest >= 1e6) return [1e6, 'M'];
  return largest >= 1e5 ? [1e3, 'k'] : [1, ''];
}

function grouped(digits: string): string {
  const [whole = '', ...rest] = digits.split('.');
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, ','), ...rest].join('.').replace(/^-/, '−');
}
