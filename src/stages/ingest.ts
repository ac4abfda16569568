import type { JsonObject } from '../contracts/json.js';
import type { Params, ValuesOf } from '../contracts/params.js';
import type { DeclaredColumn } from '../data/describe-table.js';
import { ingestTable } from '../data/ingest-table.js';
import { findFiles } from '../data/sources/files/find-files.js';
import { sources as kinds } from '../data/sources/index.js';
import { defineStage } from '../pipeline/stage.js';
import { ingested } from './artifact-files.js';
import { sourceStates } from './source-states.js';

/** Reads the project's sources into one typed table. */
export const ingest = defineStage({
  name: 'ingest',
  summary: 'read the sources into one typed table',
  needs: [],
  version: 1,
  settings: ({ ingest: { sources, source_column, columns }, task: { target }, split }) => ({
    sources: Object.entries(sources).map(([name, { type: kind, ...params }]) => ({
      name,
      type: kind,
      params: params as JsonObject,
    })),
    sourceColumn: source_column ?? null,
    columns: withSplitColumn(columns, split.column),
    target,
  }),
  files: async ({ sources }, projectDir) => {
    const paths = sources.flatMap(({ type, params }) =>
      kinds.get(type).paths(params as ValuesOf<Params>),
    );
    const found = await Promise.all(paths.map((path) => findFiles(path, projectDir)));
    return found.flat().map(({ origin }) => origin);
  },
  services: ({ sources }, world) => sourceStates(sources, world),

  async run({ settings, projectDir, output, scratch, signal, emit }) {
    const { sources, sourceColumn, target } = settings;
    const columns = settings.columns as Record<string, DeclaredColumn>;
    const result = await ingestTable({
      ...{ sources, columns, target, projectDir, output, scratch, signal, emit },
      ...(sourceColumn !== null && { sourceColumn }),
    });
    await ingested.write(output, result);
    const features = result.columns.filter(({ role }) => role === 'feature').length;
    return {
      facts: [
        { name: 'rows', value: result.table.rows },
        { name: 'columns', value: result.columns.length },
        { name: 'features', value: features },
      ],
    };
  },
});

type DeclaredColumns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A column that only says which split a row belongs to is no feature, unless the project says otherwise. */
function withSplitColumn(
  columns: Readonly<Record<string, { readonly type?: string; readonly role?: string }>>,
  column: string | undefined,
): DeclaredColumns {
  if (column === undefined) return columns;
  return { ...columns, [column]: { role: 'ignore', ...columns[column] } };
}
