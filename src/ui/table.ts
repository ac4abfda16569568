import { plain, type Style } from './style.js';
import { displayWidth, padColumns, printable, truncateText } from './text-width.js';

/** Rows under a head. Every row has as many cells as the head. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where cells stand; a column whose cells all read as figures goes right when this is left out. */
  readonly align?: readonly ('left' | 'right')[];
}

export interface TerminalTableOptions {
  /** Columns of the terminal. Leave out for pipes: then nothing is cut and no line is drawn. */
  readonly columns?: number;
  readonly style?: Style;
  readonly ellipsis?: string;
  readonly rule?: string;
}

/** An aligned table for a terminal or a pipe, without borders. Ends with a newline. */
export function terminalTable(table: Table, options: TerminalTableOptions = {}): string {
  const { style = plain, ellipsis = '…', rule = '─' } = options;
  const head = table.head.map(oneLine);
  const rows = table.rows.map((row) => row.map(oneLine));
  const align = alignments(table);
  const natural = head.map((title, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  const widths = options.columns === undefined ? natural : fitted(natural, options.columns);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) =>
        padColumns(truncateText(cell, widths[at] ?? 0, ellipsis), widths[at] ?? 0, align[at]),
      )
      .join('  ')
      .trimEnd();
  const lines = [style.bold(line(head))];
  if (options.columns !== undefined)
    lines.push(style.dim(widths.map((width) => rule.repeat(width)).join('  ')));
  return `${[...lines, ...rows.map(line)].join('\n')}\n`;
}

/** The same table in GitHub's Markdown, with cells escaped. Ends with a newline. */
export function markdownTable(table: Table): string {
  const align = alignments(table);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    line(table.head.map(markdownCell)),
    line(align.map((side) => (side === 'right' ? '---:' : '---'))),
    ...table.rows.map((row) => line(row.map(markdownCell))),
  ].join('\n')}\n`;
}

/** Names and values in two columns: `name   value`. Values of several lines hang below each other. Ends with a newline. */
export function keyValues(
  pairs: readonly (readonly [name: string, value: string])[],
  style: Style = plain,
): string {
  const width = Math.max(0, ...pairs.map(([name]) => displayWidth(name)));
  return pairs
    .map(([name, value]) => {
      const [first = '', ...rest] = value.split('\n').map(printable);
      const hanging = rest.map((line) => `\n${' '.repeat(width + 2)}${line}`).join('');
      return `${`${style.dim(padColumns(name, width))}  ${first}`.trimEnd()}${hanging}\n`;
    })
    .join('');
}

/** Text that Markdown shows as it is: in a table cell, a list or a sentence. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200B');
}

function markdownCell(text: string): string {
  return oneLine(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\r?\n\s*/g, ' ')).replaceAll('\t', ' ');
}

function alignments({ head, rows, align }: Table): ('left' | 'right')[] {
  return head.map((_, at) => {
    const chosen = align?.[at];
    if (chosen !== undefined) return chosen;
    const filled = rows.map((row) => row[at] ?? '').filter((cell) => cell !== '' && cell !== '-');
    return filled.length > 0 && filled.every((cell) => /^[<>~]?\s*[+−-]?\$?[\d∞]/.test(cell))
      ? 'right'
      : 'left';
  });
}

/** Widths that fit: the widest columns give way first, none below six. */
function fitted(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1) - columns;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 6) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}
