import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mendLine } from '../../../src/data/sources/csv/mend-line.js';
import { TableReader, type TableShape } from '../../../src/data/sources/csv/table-reader.js';

const marks = { delimiter: ',', quote: '"', escape: '"', anyReturn: false };
const shapeOf = (width: number): TableShape => ({
  ...{ marks, width, skip: 0, header: false, headerCells: [], comment: '' },
});

const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', 'é'), maxLength: 6 });
const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 12,
  }),
);

/** Every cell in quotes, quotes doubled. */
function written(rows: readonly (readonly string[])[], end: string): string {
  const lines = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
  return lines.map((line) => `${line}${end}`).join('');
}

function readIn(pieces: readonly string[], shape: TableShape) {
  const repairs: string[] = [];
  const reader = new TableReader(shape, (repair, line) => repairs.push(`${repair} ${line}`));
  const rows = pieces.flatMap((piece) => [...reader.read(piece, false)]);
  return { rows: [...rows, ...reader.read('', true)], repairs };
}

describe('a table reader', () => {
  it('gives back what was written properly, however the text is cut into pieces', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        (rows, end, size) => {
          const text = written(rows, end);
          const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          const read = readIn(pieces, shapeOf(rows[0]?.length ?? 0));
          expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
          expect(read.repairs).toEqual([]);
        },
      ),
    );
  });

  it('makes rows of one width of any text whatever, the same however it is cut', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\0', ' '),
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 7 }),
        (content, width, size) => {
          const whole = readIn([content], shapeOf(width));
          const pieces = content.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          expect(readIn(pieces, shapeOf(width))).toEqual(whole);
          expect(whole.rows.every(({ cells }) => cells.length === width)).toBe(true);
        },
      ),
    );
  });

  it('loses no letter of a row unless it says so', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ',', '"'),
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (content) => {
        const { rows, repairs } = readIn([content], shapeOf(2));
        const letters = (of: string): string => of.replaceAll(/[^ab]/g, '');
        const kept = letters(rows.map(({ cells }) => cells.join('')).join(''));
        if (!repairs.some((repair) => repair.startsWith('surplus ')))
          expect(kept).toBe(letters(content));
      }),
    );
  });

  it('stops at a different header and knows its line', () => {
    const shape = { ...shapeOf(3), header: true, headerCells: ['a', 'b', 'c'] };
    const reader = new TableReader(shape, () => undefined);
    const rows = [...reader.read('a,b,c\n1,"x\ny",3\na,b,c,d\n4,5,6,7\n', true)];
    expect(rows.map(({ cells }) => cells)).toEqual([['1', 'x\ny', '3']]);
    expect(reader.otherTable).toMatchObject({ line: 4, cells: ['a', 'b', 'c', 'd'] });
  });
});

const lines: readonly (readonly [string, readonly string[]])[] = [
  ['1,"Ann,x', ['1', '"Ann', 'x']],
  ['1,"a "b" c",x', ['1', 'a "b" c', 'x']],
  ['1,""a, b",x', ['1', '"a, b', 'x']],
  ['1,"a, 5"","x, y"', ['1', 'a, 5"', 'x, y']],
  ['1,2,"', ['1', '2', '"']],
  ['1,5" pipe,2', ['1', '5" pipe', '2']],
];

describe('a line whose quotes do not match', () => {
  it.each(lines)('%s is read as the table has its columns', (line, cells) => {
    expect(mendLine(line, marks, 3)?.cells).toEqual(cells);
  });

  it('is left alone when it is too long to search', () => {
    expect(mendLine(`"${'a",'.repeat(500)}`, marks, 3)).toBeUndefined();
  });
});
