import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const rows = Array.from({ length: 3000 }, (_, at) => `${at % 97},${at % 97 > 40 ? 'yes' : 'no'}`);
const csv = `x,y\n${rows.join('\n')}\n`;
const yaml = `version: 1
name: quick
task: { type: classification, target: y }
ingest: rows.csv
train: linear
`;

describe('`--sample`', () => {
  it('makes artifacts of its own, and everything says that they are of a sample', async () => {
    await using project = await ProjectDir.with({ 'rows.csv': csv, 'mlx.yaml': yaml });
    const whole = await project.mlx('ingest');
    expect(whole.stderr).not.toContain('sample');
    const few = await project.mlx('run --sample 10%');
    expect(few.exitCode).toBe(0);
    const [, words] = /This is a sample: (\d+ of 3,000 rows)/.exec(few.stderr) ?? [];
    expect(words).toBeDefined();
    expect(few.stderr).toContain(`The model of this package has learnt from a sample: ${words}`);
    expect(await project.read('reports/evaluation.html')).toContain(`A sample: ${words}.`);
    const packaged = (await project.files()).find((file) => file.endsWith('MODEL_CARD.md')) ?? '';
    expect(await readFile(join(project.path, packaged), 'utf8')).toContain(
      `Made from a sample: ${words}.`,
    );
    // Reused, it is said again; and what was made of all rows is still there.
    const again = await project.mlx('package --sample 0.1');
    expect(again.stderr).toContain('nothing changed');
    expect(again.stderr).toContain(`has learnt from a sample: ${words}`);
    const all = await project.mlx('ingest');
    expect(all.stderr).toContain('made by an earlier run · 3,000 rows');
    expect(all.stderr).not.toContain('sample');
  });

  it('may be a number of rows, or stand in the project', async () => {
    await using project = await ProjectDir.with({
      'rows.csv': csv,
      'mlx.yaml': yaml.replace('rows.csv', '{ path: rows.csv, sample: 2% }'),
    });
    expect((await project.mlx('ingest --sample 500')).stderr).toContain(
      'a sample: 500 of 3,000 rows',
    );
    expect((await project.mlx('ingest')).stderr).toMatch(/a sample: \d\d of 3,000 rows/);
  });

  it.each(['0', '1.5', '100%', 'few'])('cannot be %s', async (size) => {
    await using project = await ProjectDir.with({ 'rows.csv': csv, 'mlx.yaml': yaml });
    const { exitCode, stderr } = await project.mlx(`ingest --sample ${size}`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ingest.sample');
  });
});
