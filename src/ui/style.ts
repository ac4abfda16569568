/** The environment variables that decide about colour. */
export type ColourEnvironment = Readonly<Record<string, string | undefined>>;

/** Wraps text in a colour or leaves it alone. Colours only repeat what the words say. */
export interface Style {
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

/**
 * Whether one stream gets colour; ask for stdout and stderr apart. A `--color`/`--no-color` flag wins, then
 * `NO_COLOR` (https://no-color.org), then `FORCE_COLOR`, then `TERM=dumb`, then whether it is a terminal.
 */
export function colourWanted(env: ColourEnvironment, isTTY: boolean, flag?: boolean): boolean {
  if (flag !== undefined) return flag;
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR']))
    return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

/** Colour functions that colour when `on`, and return the text untouched otherwise. */
export function styler(on: boolean): Style {
  const paint = (open: number, close: number) => (text: string) =>
    on && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    green: paint(32, 39),
    red: paint(31, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
  };
}

/** No colours at all. */
export const plain: Style = styler(false);

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
