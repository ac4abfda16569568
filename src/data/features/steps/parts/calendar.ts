export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * Year, month (1 … 12) and day of the month of a day counted from 1970-01-01, in the proleptic Gregorian calendar:
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
export function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The day, counted from 1970-01-01, of a date of the proleptic Gregorian calendar. */
export function dayOf(year: number, month: number, day: number): number {
  return (
    Math.round(Date.UTC(2000 + (((year % 400) + 400) % 400), month - 1, day) / dayMs) +
    (Math.floor(year / 400) - 5) * 146_097
  );
}

/** From Monday (0) to Sunday (6): 1970-01-01 was a Thursday. */
export function weekdayOf(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}
