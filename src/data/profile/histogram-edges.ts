/** The most bins a histogram has. */
export const mostBins = 40;

export interface EdgesRequest {
  readonly min: number;
  readonly max: number;
  /** Whole numbers get edges that are whole numbers. */
  readonly whole: boolean;
  /** Few values get few bins. */
  readonly values: number;
}

/**
 * Edges of equal bins at round numbers: 1, 2 or 5 times a power of ten apart. A short range of whole numbers gets a
 * bin each.
 */
export function numberEdges({ min, max, whole, values }: EdgesRequest): readonly number[] {
  const span = max - min;
  if (!Number.isFinite(span)) return [min, max];
  const bins = Math.min(mostBins, Math.max(5, Math.ceil(1.5 * Math.sqrt(values))));
  if (whole && span < bins) return stepped(min, 1, span + 1);
  // Where a step would drown in the digits of the numbers, one bin holds all.
  const least = Math.max(1e-300, 1e-12 * Math.max(Math.abs(min), Math.abs(max)));
  if (span < least) return [min, max];
  const step = roundUp(span / (bins - 1));
  const safe = whole ? Math.max(1, step) : step;
  const first = Math.floor(min / safe);
  const count = whole ? Math.floor(max / safe) - first + 1 : Math.ceil(max / safe) - first;
  return stepped(first * safe, safe, Math.max(1, count));
}

function stepped(start: number, step: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, at) => Number((start + at * step).toPrecision(14)));
}

/** The next step of 1, 2 or 5 times a power of ten. */
function roundUp(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = [1, 2, 5, 10].find((each) => each * power >= rough * (1 - 1e-12)) ?? 10;
  return Number((lead * power).toPrecision(12));
}

/** Edges on the calendar, in milliseconds since 1970: seconds up to weeks (from Monday), months, years. */
export function timeEdges(min: number, max: number): readonly number[] {
  const fixed = fixedSteps.find((step) => binsBetween(min, max, step) <= mostBins);
  if (fixed !== undefined) {
    const start = startOf(min, fixed);
    return stepped(start, fixed, binsBetween(min, max, fixed));
  }
  const [from, to] = [monthOf(min), monthOf(max)];
  const months = monthSteps.find((step) => monthBins(from, to, step) <= mostBins) ?? 12_000;
  const first = Math.floor(from / months) * months;
  const count = monthBins(from, to, months);
  return Array.from({ length: count + 1 }, (_, at) => startOfMonth(first + at * months));
}

const second = 1000;
const [minute, hour, day] = [60 * second, 3600 * second, 86_400 * second];
const week = 7 * day;
const fixedSteps = [
  ...[1, 10, 100, second, 5 * second, 15 * second, minute, 5 * minute, 15 * minute],
  ...[hour, 3 * hour, 6 * hour, 12 * hour, day, week],
];
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000];

/** Monday, 29 December 1969: weeks begin there. */
const firstMonday = -3 * day;

function startOf(time: number, step: number): number {
  const origin = step === week ? firstMonday : 0;
  return Math.floor((time - origin) / step) * step + origin;
}

function binsBetween(min: number, max: number, step: number): number {
  return Math.floor((max - startOf(min, step)) / step) + 1;
}

/** Months since the year 0. */
function monthOf(time: number): number {
  const date = new Date(Math.min(8.64e15, Math.max(-8.64e15, time)));
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthBins(from: number, to: number, step: number): number {
  return Math.floor(to / step) - Math.floor(from / step) + 1;
}

function startOfMonth(months: number): number {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(months / 12), ((months % 12) + 12) % 12, 1);
  return date.getTime();
}
