import { figure, grouped, oddFigure, percentFigure, wholeFigure } from '../contracts/figure.js';

/** A whole number with thousands separated by commas: `7,043`. The same on every machine, whatever its locale. */
export function formatCount(count: number): string {
  return wholeFigure(count);
}

/** A count and its noun, in the singular for one: `7,043 rows`, `1 row`. */
export function formatQuantity(count: number, plural: string): string {
  return `${formatCount(count)} ${count === 1 ? singular(plural) : plural}`;
}

/** A figure with `digits` decimals, fewer when large, exponential when tiny: `0.8534`, `1,204.3`, `3.2e-7`. */
export function formatNumber(value: number, digits = 4): string {
  return figure(value, digits);
}

/** A figure with its sign, for differences: `+0.0123`, `−0.5`. */
export function formatSigned(value: number, digits = 4): string {
  const size = formatNumber(Math.abs(value), digits);
  if (value === 0 || Number.isNaN(value)) return size;
  return value > 0 ? `+${size}` : `−${size}`;
}

/** A fraction as a percentage: `17 %`, `3.2 %` with one digit. */
export function formatPercent(fraction: number, digits = 0): string {
  return percentFigure(fraction, digits);
}

/** A span of time: `340 ms`, `1.2 s`, `2 min 3 s`, `1 h 4 min`, `2 d 3 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return oddFigure(seconds);
  const span = Math.max(0, seconds);
  if (span < 0.9995) return `${Math.round(span * 1000)} ms`;
  if (span < 59.95) return `${span.toFixed(1)} s`;
  if (span < 3599.5) return inTwoUnits(Math.round(span), [60, 'min', 's']);
  if (span < 86_370) return inTwoUnits(Math.round(span / 60), [60, 'h', 'min']);
  return inTwoUnits(Math.round(span / 3600), [24, 'd', 'h']);
}

/** A size in decimal units: `980 B`, `14.3 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return oddFigure(bytes);
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let at = 0;
  while (size >= 999.95 && at < units.length - 1) {
    size /= 1000;
    at++;
  }
  return `${at === 0 ? Math.round(size) : size.toFixed(1)} ${units[at] ?? 'B'}`;
}

/** US dollars with two decimals, or with two significant digits below a cent: `$1,204.50`, `$0.0021`. */
export function formatUsd(usd: number): string {
  if (!Number.isFinite(usd)) return oddFigure(usd);
  const size = Math.abs(usd);
  const sign = usd < 0 ? '−' : '';
  if (size === 0) return '$0';
  if (size >= 0.095) return `${sign}$${grouped(size.toFixed(2))}`;
  if (size < 1e-6) return `${sign}<$0.000001`;
  return `${sign}$${size.toFixed(1 - Math.floor(Math.log10(size)))}`;
}

function singular(plural: string): string {
  if (/(ss|x|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.endsWith('s') && !plural.endsWith('ss') ? plural.slice(0, -1) : plural;
}

function inTwoUnits(span: number, units: readonly [number, string, string]): string {
  const [size, large, small] = units;
  const rest = span % size;
  return `${Math.floor(span / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
