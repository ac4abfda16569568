/** Whether there is such a day. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1;
}

/** Whether there is such a day in one of the last two centuries, when only two digits of the year are known. */
export function isDayOfSomeCentury(year: number, month: number, day: number): boolean {
  return isDay(1900 + year, month, day) || isDay(2000 + year, month, day);
}
