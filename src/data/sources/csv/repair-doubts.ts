import type { Doubt } from './doubts.js';
import type { Repair, Repairs } from './repair.js';

/** What was mended in the rows, and where. */
export function repairDoubt({ kind, count, lines }: Repairs, width: number): Doubt {
  const [line = 1, ...more] = lines;
  const { code, fault, remedy, hints } = repairWords[kind](width);
  const others = count === 1 ? '' : ` (and ${also(more, count - 1)})`;
  return { code, line, fault: `${fault}${others}`, remedy, hints };
}

function also(lines: readonly number[], count: number): string {
  const first = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(', ')}`;
  if (count <= lines.length) return first;
  return `${first} and ${count - lines.length} more`;
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
