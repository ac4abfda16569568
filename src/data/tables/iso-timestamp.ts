/**
 * What counts as a timestamp, at ingest and at serving alike: `2026-01-31`, `2026-01` (its first day), `2026-01-31 08:00`,
 * `2026-01-31T08:00:00.5`, or the latter with a zone, `Z` or `+01:00`. A time without zone is UTC.
 */
export const isoTimestamp =
  '[0-9]{4}-[0-9]{2}(-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)?)?';

/** Milliseconds since 1970 of an ISO date or time, undefined when the text is none or no such day exists. */
export function epochMsOfIso(text: string): number | undefined {
  const parts = isoParts.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const part = (name: string): number => Number(parts[name] ?? (name === 'day' ? 1 : 0));
  const day = Date.UTC(part('year'), part('month') - 1, part('day'));
  const written = new Date(day);
  if (written.getUTCMonth() !== part('month') - 1 || written.getUTCDate() !== part('day')) return;
  if (part('hour') > 23 || part('minute') > 59 || part('second') > 59) return undefined;
  const ofDay = (part('hour') * 60 + part('minute')) * 60 + part('second');
  const fraction = Math.floor(Number(`0${parts['fraction'] ?? ''}`) * 1000 + 1e-6);
  return day + ofDay * 1000 + fraction - zoneMs(parts['zone']);
}

const isoParts =
  /^(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d)(?:[ T](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?<fraction>\.\d{1,9})?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/;

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
