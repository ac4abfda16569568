import { inspect } from 'node:util';
import {
  type ErrorCode,
  errorCatalogue,
  exitCodes,
  MlxError,
  type Problem,
} from '../errors/index.js';
import { codeFrame, placeWords } from './code-frame.js';
import { type Style, styler } from './style.js';
import { displayWidth, printable, wrapWords } from './text-width.js';

export interface RenderErrorOptions {
  readonly colour?: boolean;
  /** Adds stacks. */
  readonly verbose?: boolean;
  /**
   * Width of the terminal: words flow within it, and long source lines are cut around their caret. When it is not known,
   * as in a log, each sentence is one line, and source lines are cut at 100 columns.
   */
  readonly columns?: number;
}

/**
 * What a person sees when a command fails: message, places with their source, hints, cause, and as the very
 * last line the exit code. Anything but an `MlxError` is a bug in mlx and says so. Ends with a newline.
 */
export function renderError(error: unknown, options: RenderErrorOptions = {}): string {
  const style = styler(options.colour ?? false);
  const lines =
    error instanceof MlxError
      ? foreseen(error, { ...options, style })
      : bug(error, { ...options, style });
  return `${lines.join('\n')}\n`;
}

/** The exit code a failure ends the process with: that of its catalogue entry, or 1 for a bug. */
export function exitCodeOf(error: unknown): number {
  return error instanceof MlxError ? error.exitCode : exitCodes.bug.code;
}

type Look = RenderErrorOptions & { readonly style: Style };

function foreseen(error: MlxError, look: Look): string[] {
  const { style } = look;
  const words = `${printable(error.message)} ${style.dim(`[${error.code}]`)}`;
  const lines = flow(heading('error', look), words, look);
  if (error.place !== undefined) lines.push('', ...placed(error.place, '', look));
  for (const problem of error.problems) lines.push('', ...problemLines(problem, look));
  if (error.hints.length > 0) lines.push('', ...hintLines(error.hints, look));
  const cause = causeWords(error.cause);
  if (cause !== '') lines.push('', ...flow(style.dim('caused by:'), cause, look));
  if (look.verbose) lines.push('', ...stackLines(error, look));
  lines.push('', exitLine(error.code));
  return lines;
}

function problemLines(problem: Problem, look: Look): string[] {
  const words = `${printable(problem.message)} ${look.style.dim(`[${problem.code}]`)}`;
  const lines =
    problem.place === undefined
      ? flow(look.style.red('-'), words, look)
      : placed(problem.place, words, look);
  return [...lines, ...hintLines(problem.hints ?? [], look, '  ')];
}

function placed(place: NonNullable<Problem['place']>, words: string, look: Look): string[] {
  const where = look.style.bold(placeWords(place));
  const frame = codeFrame(place, { style: look.style, columns: look.columns ?? 100 });
  const lines = words === '' ? [where] : flow(where, words, { ...look, indent: 2 });
  return [...lines, ...frame];
}

function hintLines(hints: readonly string[], look: Look, margin = ''): string[] {
  const label = `${margin}${look.style.cyan('hint:')}`;
  return hints.flatMap((hint) => flow(label, printable(hint), look));
}

/** Words after a label, in lines that the terminal has room for; they go on below their beginning, or so far in. */
function flow(
  label: string,
  words: string,
  { columns, indent = displayWidth(label) + 1 }: Look & { readonly indent?: number },
): string[] {
  if (columns === undefined) return [`${label} ${words}`];
  const taken = displayWidth(label) + 1 - indent;
  const [first = '', ...more] = wrapWords(words, Math.max(20, columns - indent), taken);
  return [`${label} ${first}`, ...more.map((line) => ' '.repeat(indent) + line)];
}

function bug(error: unknown, look: Look): string[] {
  const { name } = exitCodes.bug;
  const lines = [
    `${heading('internal error:', look)} this is a bug in mlx`,
    `  ${printable(firstLine(bugWords(error)))}`,
    '',
  ];
  if (look.verbose && error instanceof Error) lines.push(...stackLines(error, look), '');
  const next = look.verbose
    ? 'Please report it with the lines above and the command you ran'
    : 'Run the command again with `--verbose` to see the stack, and please report it';
  return [...lines, ...hintLines([next], look), '', `exit ${exitCodes.bug.code} (${name})`];
}

function bugWords(error: unknown): string {
  const kind = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return `${kind}${errorWords(error)}`;
}

function heading(words: string, { style }: Look): string {
  return style.red(style.bold(words.endsWith(':') ? words : `${words}:`));
}

function exitLine(code: ErrorCode): string {
  const exit = exitCodes[errorCatalogue[code].exit];
  return `exit ${exit.code} (${exit.name})`;
}

function stackLines(error: Error, { style }: Look): string[] {
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const cause = error.cause instanceof Error ? (error.cause.stack?.split('\n') ?? []) : [];
  return [...stack, ...cause].map((line) => style.dim(printable(line)));
}

/** The cause on one line, and its cause after it. */
export function causeWords(cause: unknown): string {
  const words: string[] = [];
  const seen = new Set<unknown>();
  for (let next = cause; next !== undefined && next !== null && !seen.has(next); ) {
    seen.add(next);
    words.push(printable(firstLine(errorWords(next))));
    next = next instanceof Error ? next.cause : undefined;
  }
  return words.filter(Boolean).join(', because: ');
}

/** What a thrown value says, in words. */
export function errorWords(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return typeof error === 'string' ? error : inspect(error, { breakLength: Infinity, depth: 2 });
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}
