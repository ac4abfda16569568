/** A whole number with thousands separated by commas: `7,043`. The same on every machine, whatever its locale. */
export function wholeFigure(count: number): string {
  if (!Number.isFinite(count)) return oddFigure(count);
  return grouped(Math.round(count).toFixed(0));
}

/**
 * A figure as mlx prints it everywhere, in what a stage says and in tables alike: with `digits` decimals, fewer when
 * large, exponential when tiny.
 */
export function figure(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return oddFigure(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return wholeFigure(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 0.5 * 10 ** -digits) return value.toExponential(1);
  if (size >= 1e5) return wholeFigure(value);
  const spent = Math.max(0, Math.floor(Math.log10(Math.max(size, 1))));
  return grouped(value.toFixed(Math.max(Math.min(1, digits), digits - spent)));
}

/** Digits with thousands separated by commas, and a minus that is one. */
export function grouped(digits: string): string {
  const [whole = '', ...rest] = digits.split('.');
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, ','), ...rest].join('.').replace(/^-/, '−');
}

/** What is no number to be written with digits. */
export function oddFigure(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  return value > 0 ? '∞' : '−∞';
}
