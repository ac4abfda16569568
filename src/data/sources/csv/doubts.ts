import { type ErrorCode, MlxError } from '../../../errors/index.js';
import type { NamedColumns } from './column-names.js';
import type { CsvPins } from './csv-input.js';
import type { Encoding } from './encoding.js';
import type { Layout } from './layout.js';
import { noDelimiter } from './recognise-marks.js';
import type { Repair, Repairs } from './repair.js';
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
  return [...fixedWidth(layout), ...preamble(layout, pins), ...nameDoubts(layout)];
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
    const fault = open.length === 1 ? `column ${which} has no name` : `columns ${which} have no name`;
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

/** What was mended in the rows, and where. */
export function repairDoubt({ kind, count, lines }: Repairs, width: number): Doubt {
  const [line = 1, ...more] = lines;
  const { code, fault, remedy, hints } = repairWords[kind](width);
  const others = count === 1 ? '' : ` (and ${also(more, count - 1)})`;
  return { code, line, fault: `${fault}${others}`, remedy, hints };
}

function also(lines: readonly number[], count: number): string {
  const told = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(', ')}`;
  if (count <= lines.length) return told;
  return `${told} and ${count - lines.length} more`;
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

const mendLine = ['Mend the line, or put quotes round a cell that holds the delimiter'] as const;
const mendQuotes = [
  'Mend the quotes of the line',
  'Set `escape` if the file escapes quotes with another character',
  'Set `quote: ""` if quotes are ordinary letters in this file',
] as const;

type Words = (width: number) => Omit<Doubt, 'line'>;

const repairWords: Readonly<Record<Repair, Words>> = {
  short: (width) => ({
    code: 'data/csv-ragged',
    fault: `fewer cells than the ${width} columns`,
    remedy: 'those at the end are missing',
    hints: mendLine,
  }),
  surplus: (width) => ({
    code: 'data/csv-ragged',
    fault: `more cells than the ${width} columns`,
    remedy: 'those beyond the last column are left out',
    hints: mendLine,
  }),
  'surplus-empty': (width) => ({
    code: 'data/csv-ragged',
    fault: `more cells than the ${width} columns, the last empty`,
    remedy: 'the empty cells are left out; look whether the others stand in the right columns',
    hints: mendLine,
  }),
  quotes: () => ({
    code: 'data/csv-quote',
    fault: 'quotes that do not match',
    remedy: 'some were taken for letters',
    hints: mendQuotes,
  }),
  delimiter: () => ({
    code: 'data/csv-dialect',
    fault: 'another delimiter than the rest',
    remedy: 'split at that one',
    hints: ['Mend the line'],
  }),
  nul: () => ({
    code: 'data/csv-line',
    fault: 'nothing but NUL bytes',
    remedy: 'passed over',
    hints: ['Write the file again'],
  }),
  'repeated-header': () => ({
    code: 'data/csv-second-table',
    fault: 'the header comes again',
    remedy: 'left out, and the rows below it kept',
    hints: ['Remove the line'],
  }),
};

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function excerpt(text: string): string {
  const line = text.trim();
  return line.length > 40 ? `\`${line.slice(0, 40)}…\`` : `\`${line}\``;
}

/** What was recognised and is not what a plain CSV file has, for the user to pin. */
export function recognised(layout: Layout, pins: CsvPins): string | undefined {
  const { marks, header, comment, hollow } = layout;
  const usual = marks.delimiter === ',' || marks.delimiter === noDelimiter;
  const settings = [
    ...(usual || pins.delimiter !== undefined ? [] : [`delimiter: ${JSON.stringify(marks.delimiter)}`]),
    ...(marks.quote === '"' || pins.quote !== undefined ? [] : [`quote: ${JSON.stringify(marks.quote)}`]),
    ...(marks.escape === marks.quote || pins.escape !== undefined
      ? []
      : [`escape: ${JSON.stringify(marks.escape)}`]),
    ...(header || pins.header !== undefined ? [] : ['header: false']),
    ...(comment === '' || pins.comment !== undefined ? [] : [`comment: ${JSON.stringify(comment)}`]),
  ];
  const dropped = hollow.length === 0 ? [] : ['the columns that have neither name nor cells left out'];
  if (settings.length === 0 && dropped.length === 0) return undefined;
  const read = settings.length === 0 ? [] : [`\`${settings.join(', ')}\``];
  return `read with ${[...read, ...dropped].join(', and ')}`;
}
