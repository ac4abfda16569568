import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ColumnsSettings } from '../../../src/data/columns/column-settings.js';
import type { CombineStep } from '../../../src/data/combine-sources.js';
import type { IngestResult } from '../../../src/data/ingest-request.js';
import { MlxError } from '../../../src/errors/index.js';
import { projectWith } from '../project.js';

interface Protected {
  readonly files: Readonly<Record<string, string>>;
  readonly columns?: ColumnsSettings;
  readonly combine?: readonly CombineStep[];
}

/** What ingest says, on success or failure, of a table whose column `ssn` is dropped. */
async function saidOf({ files, columns = {}, combine }: Protected): Promise<string> {
  const project = await projectWith(files);
  const said = await project
    .ingest(
      'csv',
      {},
      {
        columns,
        sources: Object.keys(files).map((path) => ({
          name: path.replace('.csv', ''),
          type: 'csv',
          params: { path },
        })),
        privacy: {
          detect: 'off',
          columns: {
            ssn: { action: 'drop' },
            ...('next' in columns && { next: { action: 'keep' } }),
          },
        },
        ...(combine !== undefined && { combine }),
      },
    )
    .then(
      ({ notes, warnings }: IngestResult) => ({ notes, warnings }),
      (error: unknown) =>
        error instanceof MlxError && [error.code, error.message, error.hints, error.problems],
    );
  const kept = await readdir(join(project.folder, 'output'));
  return JSON.stringify([said, project.events, kept]);
}

const people = 'ssn,x\n1,1\n2,2\nHUSH,3\n';

describe('a cell of a protected column is not shown', () => {
  it('where it does not fit the declared type', async () => {
    const said = await saidOf({
      files: { 'a.csv': people },
      columns: { ssn: { type: 'integer' } },
    });
    expect(said).toContain('data/column-type');
    expect(said).not.toContain('HUSH');
  });

  it('where the source calls the column otherwise', async () => {
    const files = { 'a.csv': people.replace('ssn', 'nr') };
    const columns = { ssn: { from: 'nr', type: 'integer' } } as const;
    const said = await saidOf({ files, columns });
    expect(said).toContain('data/column-type');
    expect(said).not.toContain('HUSH');
    const lenient = { ssn: { ...columns.ssn, else: 'missing' } } as const;
    expect(await saidOf({ files, columns: lenient })).not.toContain('HUSH');
  });

  it('where `map` does not name it', async () => {
    const map = { 1: 'one', 2: 'two' };
    const said = await saidOf({
      files: { 'a.csv': people },
      columns: { ssn: { map, unmapped: 'fail' } },
    });
    expect(said).toContain('data/column-value');
    expect(said).not.toContain('HUSH');
  });

  it('where an expression fails on it', async () => {
    const said = await saidOf({
      files: { 'a.csv': "ssn,x\n1,1\nHUSH'HUSH,3\n" },
      columns: { next: { expression: 'CAST(ssn AS INTEGER) + 1' } },
    });
    expect(said).toContain('data/expression');
    expect(said).not.toContain('HUSH');
  });

  it('where keys of a join match several rows, none, or never can', async () => {
    const combine = [{ from: 'a' }, { join: 'b', on: 'ssn' }] as unknown as readonly CombineStep[];
    const several = await saidOf({
      files: { 'a.csv': 'ssn,x\nHUSH,1\n', 'b.csv': 'ssn,y\nHUSH,1\nHUSH,2\n' },
      combine,
    });
    expect(several).toContain('combine/several-matches');
    const none = await saidOf({
      files: { 'a.csv': 'ssn,x\nHUSH1,1\n', 'b.csv': 'ssn,y\nHUSH2,1\n' },
      combine,
    });
    expect(none).toContain('no row has a match');
    const never = await saidOf({
      files: { 'a.csv': 'ssn,x\nHUSH,1\n', 'b.csv': 'ssn,y\n20,1\n' },
      combine,
    });
    expect(never).toContain('combine/key-types');
    expect([several, none, never].join()).not.toContain('HUSH');
  });

  it('where sources disagree, neither in words nor in the list of conflicts', async () => {
    const files = { 'a.csv': 'id,ssn\n1,HUSH1\n', 'b.csv': 'id,ssn\n1,HUSH2\n' };
    const merge = (rule: string) =>
      [
        { merge: { sources: ['a', 'b'], on: 'id', rules: { ssn: rule } } },
      ] as unknown as readonly CombineStep[];
    const failed = await saidOf({ files, combine: merge('fail') });
    expect(failed).toContain('combine/conflict');
    const settled = await saidOf({ files, combine: merge('precedence') });
    expect(settled).toContain('the sources disagree on');
    expect(settled).not.toContain('conflicts.jsonl');
    expect([failed, settled].join()).not.toContain('HUSH');
  });
});
