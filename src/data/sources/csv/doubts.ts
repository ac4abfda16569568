import { type ErrorCode, MlxError } from '../../../errors/index.js';
import type { NamedColumns } from './column-names.js';
import type { CsvPins } from './csv-input.js';
import type { Encoding } from './encoding.js';
import type { Layout } from './layout.js';
import type { OtherTable } from './table-reader.js';

/** Something a reader must know of how a file was read: told, or with `strict` refused. */
export interface Doubt {
  readonly code: ErrorCode;
  readonly line?: number;
  /** What is the matter. */
  readonly fault: string;
  /** What is done about it. */
  readonly remedy: string;
  readonly hints: readonly string[];
}

/** A doubt in one sentence, with its place. */
export function told(origin: string, { line, fault, remedy }: Doubt): string {
  return `\`${origin}${line === undefined ? '' : `:${line}`}\`: ${fault}; ${remedy}`;
}

/** A doubt as a failure. */
export function refused(origin: string, { code, line, fault, hints }: Doubt): MlxError {
  const where = line === undefined ? '' : `, line ${line}`;
  return new MlxError(code, `\`${origin}\`${where}: ${fault}`, {
    hints: [...hints, 'Leave out `strict` to have it mended and told'],
    place: { file: origin, ...(line === undefined ? {} : { line }) },
  });
}

/** What is doubtful about the layout of a file. */
export function layoutDoubts(layout: Layout, pins: CsvPins): readonly Doubt[] {
  return [
    ...fixedWidth(layout),
    ...preamble(layout, pins),
    ...nulInNames(layout, pins),
    ...nameDoubts(layout),
  ];
}

/** A name without what no name can hold. */
function nulInNames({ nulNames, headerLine }: Layout, pins: CsvPins): readonly Doubt[] {
  if (nulNames.length === 0 || pins.columns !== undefined) return [];
  const which = nulNames.map((at) => at + 1).join(', ');
  return [
    {
      code: 'data/csv-line',
      line: headerLine,
      fault: `NUL bytes stand in the name of column${nulNames.length === 1 ? '' : 's'} ${which}`,
      remedy: 'left out of it',
      hints: ['Write the header anew', 'Give all names with `columns: [...]` on the source'],
    },
  ];
}

function fixedWidth({ seemsFixed }: Layout): readonly Doubt[] {
  if (!seemsFixed) return [];
  return [
    {
      code: 'data/csv-dialect',
      fault: 'no delimiter parts its lines, but blanks stand in the same places of each',
      remedy: 'read as one column; set `type: fixed-width` if its columns stand at fixed places',
      hints: ['Set `type: fixed-width` on the source'],
    },
  ];
}

function preamble({ above, skip }: Layout, pins: CsvPins): readonly Doubt[] {
  const [first] = above;
  if (first === undefined || pins.skip !== undefined) return [];
  const lines = above.length === 1 ? 'a line' : `${above.length} lines`;
  return [
    {
      code: 'data/csv-preamble',
      line: first.line,
      fault: `${lines} above the table ${above.length === 1 ? 'is' : 'are'} no part of it: ${excerpt(first.text)}`,
      remedy: `left out (\`skip: ${skip}\`)`,
      hints: [`Set \`skip: ${skip}\` on the source`],
    },
  ];
}

/** What is doubtful about the names of columns. */
export function nameDoubts(
  layout: NamedColumns & { readonly headerLine: number },
): readonly Doubt[] {
  const { unnamed, doubled, hollow, surplusNames, names, headerLine: line } = layout;
  const open = unnamed.filter((at) => !hollow.includes(at));
  const hints = ['Name it in the file', 'Give all names with `columns: [...]` on the source'];
  const doubts: Doubt[] = [];
  if (open.length > 0) {
    const which = open.map((at) => at + 1).join(', ');
    const fault =
      open.length === 1 ? `column ${which} has no name` : `columns ${which} have no name`;
    const remedy = `named ${list(open.map((at) => names[at] ?? ''))}`;
    doubts.push({ code: 'data/column-unnamed', line, fault, remedy, hints });
  }
  if (doubled.length > 0) {
    const fault = 'columns share a name';
    const remedy = `the later ${doubled.length === 1 ? 'one is' : 'ones are'} now named ${list(doubled.map((at) => names[at] ?? ''))}`;
    doubts.push({ code: 'data/column-duplicate', line, fault, remedy, hints });
  }
  if (surplusNames > 0) {
    const fault = `the header has ${surplusNames === 1 ? 'an empty name' : `${surplusNames} empty names`} more than the rows have cells`;
    doubts.push({ code: 'data/csv-ragged', line, fault, remedy: 'left out', hints });
  }
  return doubts;
}

/** An encoding nothing but the letters speaks for. */
export function encodingDoubt({ name, isGuess, line }: Encoding): readonly Doubt[] {
  if (!isGuess) return [];
  const wide = name.startsWith('utf-16');
  const pin = wide ? name : 'latin-1';
  return [
    {
      code: 'data/encoding',
      ...(line === undefined ? {} : { line }),
      fault: wide ? 'it looks like UTF-16 without its mark' : 'the text is not UTF-8',
      remedy: `read as ${wide ? name.toUpperCase() : 'Western (windows-1252)'} (\`encoding: ${pin}\`)`,
      hints: [`Set \`encoding: ${pin}\` on the source, or what it was written in`],
    },
  ];
}

/** Another table that begins where this one ends. */
export function otherTableDoubt({ line, cells }: OtherTable): Doubt {
  return {
    code: 'data/csv-second-table',
    line,
    fault: `another table of ${cells.length} columns begins`,
    remedy: 'it and all that follows is left out',
    hints: ['Put each table into a file of its own'],
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function excerpt(text: string): string {
  const line = text.trim();
  return line.length > 40 ? `\`${line.slice(0, 40)}…\`` : `\`${line}\``;
}
