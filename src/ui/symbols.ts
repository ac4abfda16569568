/** The few signs the live view draws with. */
export interface Symbols {
  readonly done: string;
  readonly fresh: string;
  readonly failed: string;
  readonly pending: string;
  readonly warning: string;
  readonly separator: string;
  readonly ellipsis: string;
  readonly rule: string;
  readonly spinner: readonly string[];
  readonly barFull: string;
  readonly barEmpty: string;
  /** From lowest to highest. */
  readonly spark: readonly string[];
}

const unicode: Symbols = {
  done: '✓',
  fresh: '•',
  failed: '✗',
  pending: '·',
  warning: '⚠',
  separator: '·',
  ellipsis: '…',
  rule: '─',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  barFull: '█',
  barEmpty: '░',
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ascii: Symbols = {
  done: '+',
  fresh: '=',
  failed: 'x',
  pending: '.',
  warning: '!',
  separator: '|',
  ellipsis: '...',
  rule: '-',
  spinner: ['|', '/', '-', '\\'],
  barFull: '#',
  barEmpty: '.',
  spark: ['_', '.', '-', '=', '^'],
};

/** Unicode signs, or ASCII ones for terminals that cannot show them. */
export function symbolsFor(canUnicode: boolean): Symbols {
  return canUnicode ? unicode : ascii;
}

/** Whether the locale and the terminal can be trusted with more than ASCII. */
export function unicodeWanted(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value);
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return [env['WT_SESSION'], env['TERM_PROGRAM']].some((value) => value !== undefined);
}
