import { join } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import type { Params, ValuesOf } from '../contracts/params.js';
import type { ColumnsSettings } from '../data/columns/column-settings.js';
import { ingestTable } from '../data/ingest-table.js';
import { eachRun, filesOf } from '../data/quality/written-rules.js';
import { findFiles } from '../data/sources/files/find-files.js';
import { sources as kinds } from '../data/sources/index.js';
import { defineStage } from '../pipeline/stage.js';
import { ingested } from './artifact-files.js';
import { columnsOfSplit } from './columns-of-split.js';
import { judgeTable } from './judge-table.js';
import { secretColumns } from './secret-columns.js';
import { sourceStates } from './source-states.js';

/** Reads the project's sources into one typed table. */
export const ingest = defineStage({
  name: 'ingest',
  summary: 'read the sources into one typed table',
  needs: [],
  version: 2,
  settings: ({ ingest: settings, task: { target }, split }) => ({
    sources: Object.entries(settings.sources).map(([name, { type: kind, ...params }]) => ({
      name,
      type: kind,
      params: params as JsonObject,
    })),
    combine: settings.combine as readonly JsonObject[],
    sourceColumn: settings.source_column ?? null,
    columns: columnsOfSplit(settings.columns, split),
    target,
    // What is asked at each run does not change the table.
    quality: [...settings.quality.entries()]
      .map(([index, rule]) => ({ index, settings: rule as JsonObject }))
      .filter((rule) => !eachRun(rule.settings)),
    secret: secretColumns(settings),
  }),
  files: async ({ sources, quality }, projectDir) => {
    const found = sources.map(async ({ type, params }) => {
      const kind = kinds.get(type);
      const values = params as ValuesOf<Params>;
      const files = kind.paths(values).map((path) => findFiles(path, projectDir));
      const own = (await Promise.all(files)).flat().map(({ origin }) => origin);
      return [...own, ...((await kind.alsoReads?.(values, projectDir)) ?? [])];
    });
    const references = quality.flatMap(({ settings }) => filesOf(settings));
    return [...(await Promise.all(found)).flat(), ...references];
  },
  services: ({ sources }, world) => sourceStates(sources, world),

  async run({ settings, projectDir, output, scratch, signal, emit }) {
    const { sources, combine, sourceColumn, target, quality: rules, secret } = settings;
    const columns = settings.columns as ColumnsSettings;
    const result = await ingestTable({
      // What is kept there are cells as they were read, which secret ones must not be.
      ...(secret.length === 0 && { cacheDir: join(projectDir, '.mlx', 'cache') }),
      ...{ sources, combine, columns, target, projectDir, output, scratch, signal, emit },
      quality: {
        ...{ rules, secret: new Set(secret) },
        rejects: join(projectDir, '.mlx', 'quarantine', 'rejected.csv'),
      },
      ...(sourceColumn !== null && { sourceColumn }),
    });
    await ingested.write(output, result);
    const features = result.columns.filter(({ role }) => role === 'feature').length;
    return {
      facts: [
        { name: 'rows', value: result.table.rows },
        ...(result.quarantined === 0 ? [] : [{ name: 'quarantined', value: result.quarantined }]),
        { name: 'columns', value: result.columns.length },
        { name: 'features', value: features },
      ],
    };
  },

  gate: judgeTable,
});
