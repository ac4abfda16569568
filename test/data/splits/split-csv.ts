import { join } from 'node:path';
import type { JsonObject } from '../../../src/contracts/json.js';
import { auditKinds } from '../../../src/contracts/split-audit.js';
import type { ColumnsSettings } from '../../../src/data/columns/column-settings.js';
import { type SplitRequest, type SplitResult, splitTable } from '../../../src/data/split-table.js';
import { projectWith, type TestProject } from '../project.js';

/** How to split some text in CSV. */
export interface CsvToSplit {
  readonly csv: string;
  readonly target?: string;
  readonly columns?: ColumnsSettings;
  readonly strategy?: string;
  readonly params?: JsonObject;
  readonly more?: Partial<SplitRequest>;
}

/** Ingests and splits a CSV: what came of it, and the project whose `output` holds the files. */
export async function splitCsv({
  csv,
  target = 'label',
  columns = {},
  strategy = 'stratified',
  params = {},
  more = {},
}: CsvToSplit): Promise<{ readonly result: SplitResult; readonly project: TestProject }> {
  const project = await projectWith({ 'rows.csv': csv });
  const { table: info } = await project.ingest('csv', { path: 'rows.csv' }, { columns, target });
  const result = await splitTable({
    table: project.table,
    ...{ info, strategy, params, target },
    seed: 42,
    audit: auditKinds,
    output: join(project.folder, 'output'),
    scratch: join(project.folder, 'scratch'),
    signal: new AbortController().signal,
    emit: (event) => project.events.push(event),
    ...more,
  });
  return { result, project };
}

/** Lines of CSV, from a header and one function of the row number. */
export function csvOf(header: string, rows: number, line: (row: number) => string): string {
  return `${[header, ...Array.from({ length: rows }, (_, row) => line(row))].join('\n')}\n`;
}
