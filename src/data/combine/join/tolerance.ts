const units = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 } as const;

/** How far away a match may be: microseconds for a length of time such as `7d`, or a plain number as it is. */
export interface Tolerance {
  readonly kind: 'time' | 'number';
  readonly amount: number;
}

/** Undefined when none is given, null when it cannot be read. */
export function parseTolerance(written: string | number | undefined): Tolerance | undefined | null {
  if (written === undefined) return undefined;
  if (typeof written === 'number') return written >= 0 ? { kind: 'number', amount: written } : null;
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)\s*$/.exec(written) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const amount = Math.round(Number(digits) * units[unit as keyof typeof units]);
  return { kind: 'time', amount };
}
