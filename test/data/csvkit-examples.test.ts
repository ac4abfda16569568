import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { readHeader } from '../../src/data/read-header.js';
import { sourceOfFile } from '../../src/data/sources/index.js';
import { skippedAloud } from '../services/server-process.js';
import { projectWith, type TestProject } from './project.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));
const packed = join(data, 'nasty/csvkit-examples.tar.gz');

interface Facts {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly cells: string;
}

/** What Python's csv module reads from each CSV file, by `bench/csvkit-reference.py`. */
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/csvkit-examples.json'), 'utf8'),
) as Readonly<Record<string, Facts>>;

/** What must be told of a file that is read as the reference does. */
/** What must be told of files that do not say it themselves. The places of `testfixed` are those of csvkit's own schema. */
const fixed = {
  type: 'fixed-width',
  header: false,
  positions: ['1-18', '19-28', '30-33', '34-38', '39-49', '51-58', '59-77', '78-79'],
  columns: ['text', 'date', 'integer', 'boolean', 'float', 'time', 'datetime', 'empty_column'],
};
const params: Readonly<Record<string, JsonObject>> = {
  testfixed: fixed,
  testfixed_skip_lines: { ...fixed, skip: 3 },
  'sheets.xlsx': { sheet: 'data' },
  'test_geojson.json': { records: 'features' },
};

/** Twins that csvkit wrote: the file must be read as its conversion is. */
const twins: Readonly<Record<string, string>> = {
  testfixed: 'testfixed_converted.csv',
  testfixed_skip_lines: 'testfixed_converted.csv',
  'testjson_multiline.json': 'testjson_multiline_converted.csv',
};

const unknown = { code: 'data/unknown-file-type' };
const oldExcel = { code: 'data/excel-kind' };

/** Files that the reference does not read: the size of their table, counted by eye, or why there is none. */
const otherwise: Readonly<
  Record<string, { readonly rows: number; readonly columns: number } | { readonly code: string }>
> = {
  'dummy.csv.bz2': unknown,
  'dummy.xls': oldExcel,
  'dummy.xlsx': { rows: 1, columns: 3 },
  'empty.csv': { code: 'data/file-empty' },
  'realdata/census_2000/README.txt': { rows: 64, columns: 1 },
  'realdata/census_2000/VROUTFSJ.TXt': { rows: 1554, columns: 1 },
  'realdata/census_2000/usgeo_excerpt.upl': unknown,
  'realdata/census_2010/README.txt': { rows: 28, columns: 1 },
  'realdata/census_2010/ilgeo2010_excerpt.pl': unknown,
  'realdata/ne_1033_data.xlsx': { rows: 1036, columns: 14 },
  'sheets.xls': oldExcel,
  // The same, on its second sheet.
  'sheets.xlsx': { code: 'data/column-unnamed' },
  'test.sql': unknown,
  'test.xls': oldExcel,
  // A column that has cells and no name.
  'test.xlsx': { code: 'data/column-unnamed' },
  'test_geojson.json': { rows: 3, columns: 3 },
  'test_latin1.sql': unknown,
  'test_query.sql': unknown,
  'test_skip_lines.xls': oldExcel,
  'test_skip_lines.xlsx': { code: 'data/column-unnamed' },
  'testdbf.dbf': unknown,
  'testjson.json': { rows: 5, columns: 7 },
  // What is nested is one column, as JSON.
  'testjson_nested.json': { rows: 2, columns: 5 },
};

describe.skipIf(skippedAloud(packed, !existsSync(packed)))(`csvkit's examples (in ${data})`, () => {
  it('are read as by the reference, or refused with a reason', { timeout: 600_000 }, async () => {
    const project = await projectWith({});
    await mkdir(join(project.folder, 'csvkit'));
    execFileSync('tar', ['xzf', packed, '-C', join(project.folder, 'csvkit')]);
    const seen: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const file of filesIn(join(project.folder, 'csvkit/examples'))) {
      seen[file] = await readingOf(project, file);
      wanted[file] = otherwise[file] ?? reference[twins[file] ?? file];
    }
    expect(Object.keys(seen).length).toBeGreaterThan(90);
    expect(seen).toEqual(wanted);
  });
});

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** The table as the reference counts it; less of one that is known to be another; or why there is none. */
async function readingOf(project: TestProject, file: string): Promise<unknown> {
  try {
    const path = `csvkit/examples/${file}`;
    const { type = sourceOfFile(file).name, ...more } = params[file] ?? {};
    const source = { path, ...(type === 'csv' && { null_values: [''] }), ...more };
    const names = await columnsOf(project, { name: 'rows', type: type as string, params: source });
    const columns = Object.fromEntries(names.map((name) => [name, { type: 'text' as const }]));
    const { table } = await project.ingest(type as string, source, { columns });
    if (file in otherwise) {
      return { rows: table.rows, columns: table.columns.length };
    }
    const cells = (await project.rows()).map((row) => Object.values(row));
    const digest = createHash('sha256').update(JSON.stringify(cells)).digest('hex');
    return { columns: table.columns.map(({ name }) => name), rows: table.rows, cells: digest };
  } catch (error) {
    const { code, hints = [] } = error as {
      readonly code?: string;
      readonly hints?: readonly string[];
    };
    return hints.length > 0 ? { code } : { code, hints };
  }
}

async function columnsOf(
  project: TestProject,
  source: { readonly name: string; readonly type: string; readonly params: JsonObject },
): Promise<readonly string[]> {
  const { columns } = await readHeader({
    sources: [source],
    projectDir: project.folder,
    scratch: join(project.folder, 'scratch'),
    signal: new AbortController().signal,
  });
  return columns.map(({ name }) => name);
}
