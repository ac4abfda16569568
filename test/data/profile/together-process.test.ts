import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KnownColumn, profiledTable } from '../../../src/data/profile/profiled-table.js';
import { sortNumbers } from '../../../src/data/profile/sort-numbers.js';
import { columnsTogether } from '../../../src/data/profile/together.js';
import {
  type TogetherRequest,
  togetherInProcess,
} from '../../../src/data/profile/together-process.js';
import { openDatabase } from '../../../src/data/tables/database.js';

const built = new URL('../../../dist/together-child.js', import.meta.url);
const rows = 600_000;
const patience = { timeout: 30_000 };
const never = new AbortController().signal;

const column = (name: string, type: KnownColumn['type'], missing = 0): KnownColumn => ({
  ...{ name, type, role: 'feature', missing, distinct: 50, examples: [] },
});

describe('comparing the columns of a long table in a process', () => {
  let folder = '';
  let request: TogetherRequest;
  const entryOf = async (name: string, code: string): Promise<URL> => {
    const file = join(folder, name);
    await writeFile(file, code);
    return pathToFileURL(file);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlx-together-'));
    const file = join(folder, 'table.parquet');
    await using database = await openDatabase();
    await database.run(
      `COPY (SELECT (i * 7919) % 1009 / 8 AS x, CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7919) % 1009 + i % 50 END AS y,
         CAST(i % 7 AS VARCHAR) AS c, i % 7 < 3 AS b FROM range(${rows}) AS r(i)) TO '${file}' (FORMAT parquet)`,
    );
    const columns = [
      column('x', 'number'),
      column('y', 'integer', Math.ceil(rows / 11)),
      column('c', 'category'),
      column('b', 'boolean'),
    ];
    request = { file, rows, columns, target: 'b', scratch: join(folder, 'scratch') };
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives what comparing them here gives, to the last bit', async () => {
    const apart = await togetherInProcess(request, never, built);
    await using database = await openDatabase();
    const table = profiledTable(database, request.file, {
      ...request,
      sort: (numbers) => Promise.resolve(sortNumbers(numbers)),
    });
    const here = await columnsTogether(table, { target: 'b', signal: never });
    expect(here.associations.pairs.map(({ a, b }) => a + b)).toContain('xy');
    expect(here.associations.pearsonRows).toBe(rows);
    expect(apart).toEqual(here);
  });

  it('is not worth it for a short table, nor possible without the module beside the bundle', async () => {
    const short = { ...request, rows: 1000 };
    expect(await togetherInProcess(short, never, built)).toBeUndefined();
    const none = pathToFileURL(join(folder, 'none.js'));
    expect(await togetherInProcess(request, never, none)).toBeUndefined();
  });

  it('leaves to be done here what fails there', async () => {
    const gone = { ...request, file: join(folder, 'gone.parquet') };
    expect(await togetherInProcess(gone, never, built)).toBeUndefined();
    const ends = await entryOf('ends.mjs', 'process.exit(3);');
    expect(await togetherInProcess(request, never, ends)).toBeUndefined();
  });

  it('ends the process when it is told to stop', async () => {
    const pid = join(folder, 'pid');
    const waits = await entryOf(
      'waits.mjs',
      `import { writeFileSync } from 'node:fs';
       process.on('message', () => writeFileSync(${JSON.stringify(pid)}, String(process.pid)));`,
    );
    const stop = new AbortController();
    const asked = togetherInProcess(request, stop.signal, waits);
    const refused = expect(asked).rejects.toThrow('enough');
    const started = await vi.waitFor(async () => {
      const text = await readFile(pid, 'utf8');
      expect(text).not.toBe('');
      return Number(text);
    }, patience);
    stop.abort(new Error('enough'));
    await refused;
    await vi.waitFor(() => expect(() => process.kill(started, 0)).toThrow('ESRCH'), patience);
  });

  it('leaves no process behind when who asked is gone', async () => {
    const child = fork(built, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  });
});
