/**
 * Whether numbers in this format are shown as dates or times of day. Spans of time such as `[h]:mm` are not: they stay
 * numbers of days. Ids as in ECMA-376, part 1, 18.8.30; 27 to 36 and 50 to 58 are the dates of East Asian Excels.
 */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates.some(([from, to]) => id >= from && id <= to);
  if (/\[(h+|m+|s+)\]/i.test(code)) return false;
  const shown = code.replaceAll(/"[^"]*"|\\.|[_*].|\[[^\]]*\]/g, '');
  return !/^general$/i.test(shown.trim()) && /[dmyhs]/i.test(shown.split(';')[0] ?? '');
}

/** All but 46, which is a span of time. */
const builtInDates = [
  [14, 22],
  [27, 36],
  [45, 45],
  [47, 47],
  [50, 58],
] as const;

/**
 * A serial number of Excel as ISO text: a day, a day with its time, or a time alone. Excel believes in a
 * 29 February 1900, so numbers before it are one day off. Undefined for what is no date.
 */
export function dateText(serial: number, since1904: boolean): string | undefined {
  if (!(serial >= 0 && serial <= latestSerial)) return undefined;
  if (serial < 1 && !since1904) return timeText(Math.round(serial * dayMs));
  const date = dateOf(since1904 ? serial + daysTo1904 : withoutLeapDay(serial));
  const [day = '', time = ''] = date.toISOString().slice(0, -1).split('T');
  return time === '00:00:00.000' ? day : `${day}T${time.replace(/\.000$/, '')}`;
}

function withoutLeapDay(serial: number): number {
  return serial < 60 ? serial + 1 : serial;
}

/** To the millisecond: the binary fraction of a day is off by up to some microseconds. */
function dateOf(days: number): Date {
  return new Date(Math.round((days - daysTo1970) * dayMs));
}

const dayMs = 86_400_000;
/** From 1899-12-30, day 0 of the 1900 system. */
const daysTo1970 = 25_569;
const daysTo1904 = 1462;
/** 9999-12-31. */
const latestSerial = 2_958_466;

function timeText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(11, -1)
    .replace(/\.000$/, '');
}

/** A number as text, the shortest that reads back as the same: Excel's own files say 0.10000000000000001. */
export function numberText(written: string): string {
  const number = Number(written);
  return Number.isFinite(number) ? String(number) : written;
}

/** `BC12` as a column and a row, both from 0. */
export function positionOf(reference: string): { readonly column: number; readonly row: number } {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return { column: column - 1, row: Number(reference.slice(at)) - 1 };
}

/** The letters of a column, from 0. */
export function columnLetters(column: number): string {
  const rest = column % 26;
  const letter = String.fromCharCode(65 + rest);
  return column < 26 ? letter : columnLetters((column - rest) / 26 - 1) + letter;
}
