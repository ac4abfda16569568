import { describe, expect, it } from 'vitest';
import { projectWith } from './project.js';

const csv = `x\n${Array.from({ length: 20_000 }, (_, at) => at).join('\n')}\n`;

async function sampleOf(size: number, seed = 1, text = csv) {
  const project = await projectWith({ 'rows.csv': text });
  const { sample, table } = await project.ingest(
    'csv',
    { path: 'rows.csv' },
    { sample: { size, seed } },
  );
  const rows = await project.rows();
  return { sample, table, numbers: rows.map(({ x }) => Number(x)) };
}

describe('a sample', () => {
  it('is a share of the rows on average, spread over all of them, in their order', async () => {
    const { sample, table, numbers } = await sampleOf(0.1);
    // Six standard deviations round 2,000.
    expect(Math.abs(numbers.length - 2000)).toBeLessThan(255);
    expect(sample).toEqual({ rows: numbers.length, of: 20_000 });
    expect(table.rows).toBe(numbers.length);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    expect(Math.abs(mean - 10_000)).toBeLessThan(800);
  });

  it('is a number of rows exactly, or all when there are fewer', async () => {
    expect((await sampleOf(1000)).numbers).toHaveLength(1000);
    expect((await sampleOf(1)).numbers).toHaveLength(1);
    expect(await sampleOf(1000, 1, 'x\n1\n2\n')).toMatchObject({
      numbers: [1, 2],
      sample: { rows: 2, of: 2 },
    });
  });

  it('is the same each time, another for another seed, and part of a larger one', async () => {
    const { numbers } = await sampleOf(0.01);
    expect((await sampleOf(0.01)).numbers).toEqual(numbers);
    expect((await sampleOf(0.01, 2)).numbers).not.toEqual(numbers);
    expect((await sampleOf(0.05)).numbers).toEqual(expect.arrayContaining(numbers));
  });

  it('keeps the lines of its rows for what is said of them', async () => {
    const project = await projectWith({
      'rows.csv': csv,
      'look.js':
        'export const step = ({ columns: { x } }) => ({ columns: { x, odd: [...x].map(() => ({})) } });',
    });
    const request = {
      sample: { size: 0.01, seed: 1 },
      steps: [{ module: 'look.js', params: {} }],
    };
    const { numbers } = await sampleOf(0.01);
    await expect(project.ingest('csv', { path: 'rows.csv' }, request)).rejects.toThrow(
      `the row read from rows.csv:${(numbers[0] ?? 0) + 2})`,
    );
  });

  it('without a row is refused', async () => {
    await expect(sampleOf(1e-9)).rejects.toMatchObject({
      code: 'data/no-rows',
      message: 'The sample holds none of the 20000 rows',
    });
  });
});
