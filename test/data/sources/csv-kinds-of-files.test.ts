import { describe, expect, it } from 'vitest';
import { projectWith, typesOf } from '../project.js';

/** The cells of a column, file by file. */
const columns = {
  'integers, then fractions': [['1', '2'], ['3.5'], ['4']],
  'fractions, then integers': [['1.5'], ['2', '3'], ['9007199254740993']],
  'integers, then words': [['1'], ['2', 'x'], ['3']],
  'words, then integers': [['x'], ['1'], ['2']],
  'integers, then codes': [['1'], ['007'], ['2']],
  'nothing, then integers, then nothing': [['', 'NA'], ['1', '2'], ['']],
  'integers, then ones with blanks': [['1'], [' 2 ', '\u00a03'], ['4']],
  'integers, then what may be missing': [['1'], ['-', 'None'], ['2']],
  'what may be missing, then words': [['-'], ['x'], ['None']],
  'times, then years': [['2024-01-31'], ['2024'], ['2024-02-01 10:00']],
  'times, then times': [['2024-01-31'], ['2024-02-01T10:00:00Z'], ['']],
  'booleans, then numbers': [['true', 'false'], ['1'], ['0']],
  'booleans, then booleans': [['true'], ['FALSE'], ['true']],
  'words with blanks further on': [['a'], ['b', 'c '], [' d\u3000']],
} as const;

describe('files that are read as those before them', () => {
  it.each(Object.entries(columns))('hold what one file would: %s', async (_, files) => {
    const csv = (cells: readonly string[]): string =>
      ['id,cell', ...cells.map((cell) => `x,${cell}`), ''].join('\n');
    const project = await projectWith({
      'all.csv': csv(files.flat()),
      ...Object.fromEntries(files.map((cells, at) => [`day-${at}.csv`, csv(cells)])),
    });
    const one = await project.ingest('csv', { path: 'all.csv' });
    const rows = await project.rows();
    const many = await project.ingest('csv', { path: 'day-*.csv' });
    expect(typesOf(many)).toEqual(typesOf(one));
    expect(await project.rows()).toEqual(rows);
    expect(many.digest).toBe(one.digest);
    // Each is recalled as it was read behind those before it.
    const memory = { cacheDir: `${project.folder}/cache` };
    await project.ingest('csv', { path: 'day-*.csv' }, memory);
    const again = await project.ingest('csv', { path: 'day-*.csv' }, memory);
    expect(again.digest).toBe(one.digest);
  });
});
