import { describe, expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv, housesCsv } from '../helpers/small-data.js';

describe('mlx init --from without a usable target', () => {
  test('lists the columns with the task each would make', async () => {
    await using dir = await ProjectDir.with({ 'customers.csv': customersCsv(60) });
    const { exitCode, stdout, stderr } = await dir.mlx('init --from customers.csv');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^customer +category .* - {2}\(another value in almost every row\)$/m);
    expect(stdout).toMatch(/^charge +number .* regression {2}\(numbers\)$/m);
    expect(stdout).toMatch(/^left +category .* classification {2}\(2 classes\)$/m);
    expect(stderr).toContain('mlx init --from customers.csv --target left');
    expect(await dir.files()).toEqual(['customers.csv']);
  });

  test('offers the nearest name for one that is no column', async () => {
    await using dir = await ProjectDir.with({ 'houses.csv': housesCsv(30) });
    const { exitCode, stderr } = await dir.mlx('init --from houses.csv --target prcie');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean `price`?');
    expect(await dir.files()).toEqual(['houses.csv']);
  });

  test('refuses a column that can be neither classes nor numbers', async () => {
    await using dir = await ProjectDir.with({ 'customers.csv': customersCsv(60) });
    const { exitCode, stderr } = await dir.mlx('init --from customers.csv --target customer');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('another value in almost every row');
    expect(await dir.files()).toEqual(['customers.csv']);
  });

  test('says what is wrong with the data as ingest would', async () => {
    await using dir = await ProjectDir.with({ 'houses.csv': '' });
    const { exitCode, stderr } = await dir.mlx('init --from houses.csv --target price');
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('[data/file-empty]')]);
  });
});
