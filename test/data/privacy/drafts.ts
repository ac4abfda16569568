import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Column, isWritten } from '../../../src/contracts/table.js';
import type { Draft, Workbench } from '../../../src/data/draft.js';
import { type Cell, openDatabase } from '../../../src/data/tables/database.js';
import { identifier } from '../../../src/data/tables/sql.js';

/** A workbench in a folder of its own; gone when the test ends. */
export async function openBench(): Promise<Workbench> {
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-privacy-'));
  const database = await openDatabase({ scratch });
  onTestFinished(async () => {
    await database.close();
    await rm(scratch, { recursive: true, force: true });
  });
  return {
    database,
    scratch,
    projectDir: scratch,
    signal: new AbortController().signal,
    emit: () => undefined,
  };
}

/** A draft of some columns, each a list of values; rows are numbered with gaps. */
export async function draftOf(
  { database, scratch }: Workbench,
  columns: Readonly<
    Record<string, { type: Column['type']; values: readonly (Cell | undefined)[] }>
  >,
): Promise<Draft> {
  const names = Object.keys(columns);
  const length = columns[names[0] ?? '']?.values.length ?? 0;
  const rows = Array.from({ length }, (_, row) => ({
    __row: row * 3,
    ...Object.fromEntries(names.map((name) => [name, columns[name]?.values[row] ?? null] as const)),
  }));
  const file = join(scratch, `rows-${Math.random()}.jsonl`);
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const types = { number: 'DOUBLE', integer: 'BIGINT', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' };
  const cells = names.map((name) => {
    const { type } = columns[name] ?? { type: 'category' };
    const storage = isWritten(type) ? 'VARCHAR' : types[type];
    return `CAST(json_extract_string(line, ${path(name)}) AS ${storage}) AS ${identifier(name)}`;
  });
  const table = `draft_${Math.random().toString(36).slice(2)}`;
  await database.run(
    `CREATE TABLE ${table} AS SELECT CAST(json_extract_string(line, '$.__row') AS BIGINT) AS __row, ${cells.join(', ')}
     FROM read_csv('${file}', columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false, auto_detect = false)`,
  );
  return {
    relation: table,
    columns: names.map((name) => ({ name, type: columns[name]?.type ?? 'category' })),
    placeOf: () => Promise.resolve({ file: 'rows' }),
  };
}

function path(name: string): string {
  return `'$."' || ${quoted(name.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))} || '"'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column of a draft in the order of its rows. */
export async function valuesOf(bench: Workbench, draft: Draft, name: string): Promise<Cell[]> {
  const rows = await bench.database.rows<{ value: Cell }>(
    `SELECT ${identifier(name)} AS value FROM ${draft.relation} ORDER BY __row`,
  );
  return rows.map(({ value }) => value);
}
