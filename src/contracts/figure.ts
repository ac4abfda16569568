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

/** A share in per cent: `17 %`, `3.2 %` with one digit. */
export function percentFigure(share: number, digits = 0): string {
  if (!Number.isFinite(share)) return oddFigure(share);
  return `${grouped((share * 100).toFixed(digits))} %`;
}

/**
 * The share of some that were counted, with as many digits as say how far it is from none and from all: `0.02 %`, `12 %`,
 * `99.8 %`. Only none is `0 %` and only all is `100 %`.
 */
export function countedPercent(share: number, digits = 2): string {
  if (!Number.isFinite(share)) return oddFigure(share);
  const percent = share * 100;
  if (percent <= 0 || percent >= 100) return exactPercent(share);
  if (percent < 0.01) return '<0.01 %';
  if (percent > 99.99) return '>99.99 %';
  const toCount = (part: number): number => Number(part.toPrecision(digits));
  const shown = percent < 50 ? toCount(percent) : 100 - toCount(100 - percent);
  return `${Number(shown.toFixed(2))} %`;
}

/** A share as somebody has set it: `95 %`, `33.3 %`. */
export function exactPercent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
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
