import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from '../project.js';

/** One column of cells, as CSV. */
function column(cells: readonly string[]): string {
  return ['value,row', ...cells.map((cell, row) => `${cell},r${row}`)].join('\n');
}

async function inferred(cells: readonly string[]) {
  const project = await projectWith({ 'rows.csv': column(cells) });
  const result = await project.ingest('csv', { path: 'rows.csv', header: true });
  const values = (await project.rows()).map((row) => row['value']);
  return { type: typesOf(result)['value'], values, ...result };
}

const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['whole numbers', ['1', '-2', '30'], 'integer'],
  ['fractions and exponents', ['1.5', '.5', '2e3', '-7'], 'number'],
  ['one fraction among whole numbers', ['1', '2', '3.0'], 'number'],
  ['codes with leading zeros', ['007', '012', '345'], 'category'],
  ['yes and no', ['yes', 'no', 'yes'], 'category'],
  ['zero and one', ['0', '1', '1'], 'integer'],
  ['true and false in any case', ['true', 'False', 'TRUE'], 'boolean'],
  ['ISO dates', ['2026-01-31', '2024-02-29'], 'timestamp'],
  ['ISO times with zones', ['2026-01-31T08:00:00+01:00', '2026-01-31 08:00'], 'timestamp'],
  ['a day that does not exist', ['2026-01-31', '2026-02-30'], 'category'],
  ['infinities', ['1', 'inf'], 'category'],
  ['underscores and hexadecimals', ['1_000', '0x10'], 'category'],
  ['whole numbers of twenty digits', ['12345678901234567890', '1'], 'number'],
  ['words', ['red', 'green', 'red'], 'category'],
  ['sentences', ['the quick brown fox', 'jumps over the dog', 'and so it goes'], 'text'],
  ['sentences that repeat', Array<string>(9).fill('no phone service here'), 'category'],
  ['nothing', ['', 'NA', '?'], 'category'],
];

describe('a column of', () => {
  it.each(cases)('%s', async (_, cells, type) => {
    expect((await inferred(cells)).type).toBe(type);
  });
});

describe('a missing value', () => {
  it('is a cell of blanks or a usual token, in any column', async () => {
    const { type, values } = await inferred(['1', ' ', 'NA', '?', 'null', '2']);
    expect(type).toBe('integer');
    expect(values).toEqual([1, null, null, null, null, 2]);
  });

  it('may be a dash among numbers, but not among words', async () => {
    expect((await inferred(['1.5', '-', 'None'])).values).toEqual([1.5, null, null]);
    expect((await inferred(['a', '-', 'None'])).values).toEqual(['a', '-', 'None']);
  });

  it('is only what the project says, when it says', async () => {
    const project = await projectWith({ 'rows.csv': 'a,b\nNA,1\n-9,-9\n' });
    await project.ingest('csv', { path: 'rows.csv', null_values: ['-9'] });
    expect(await project.rows()).toEqual([
      { a: 'NA', b: 1 },
      { a: null, b: null },
    ]);
  });
});

describe('a warning or a note', () => {
  it('says which number is too large to be one, and where, however few the rows', async () => {
    const { type, warnings } = await inferred(['1.5', '2', '1e400', '-', '3', '-1e999']);
    expect(type).toBe('category');
    expect(warnings.join()).toContain('row 3 (rows.csv:4) holds `1e400`');
    expect(warnings.join()).toContain('and so does one other row');
    expect(warnings.join()).toContain('{"value":{"type":"number","else":"missing"}}');
  });

  it('leaves a column alone that holds other words too', async () => {
    const { warnings } = await inferred(['1.5', '2', '1e400', 'red']);
    expect(warnings.join()).not.toContain('too large');
  });

  it('names the few cells that keep a column from being numbers', async () => {
    const cells = Array.from({ length: 100 }, (_, row) => (row === 50 ? 'C536379' : `${row}.5`));
    const { type, notes } = await inferred(cells);
    expect(type).toBe('category');
    expect(notes.join()).toContain('but for 1 of 100 cells, such as `C536379`');
  });

  it.each([
    ['$5', '$1,200.50', 'numbers with separators or units'],
    ['1/31/2026 8:00', '12/1/2010', 'dates that are not ISO'],
    ['1;5'.replace(';', '.').concat('%'), '20%', 'numbers with separators or units'],
  ])('says what %s looks like', async (first, second, what) => {
    const quoted = [first, second].map((cell) => `"${cell}"`);
    const notes = (await inferred(quoted)).notes.join();
    expect(notes).toContain(what);
    expect(notes).toMatch(/columns: \{.*"expression":"(strptime|cast)\(/);
  });
});
