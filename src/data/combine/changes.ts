import { applyRecords } from './changes/apply-records.js';
import { type ChangesSettings, changesSchema } from './changes/changes-settings.js';
import { readDebezium } from './changes/debezium-records.js';
import { flatColumns, opOf, readFlat } from './changes/flat-records.js';
import { type CombineVerb, listOf } from './combine-verb.js';
import { stackedNames } from './rows/stacked-names.js';
import { tableSoFar, unknownColumn } from './rows/unknown-column.js';

/** What was created, updated and deleted, applied to the table so far or to an empty one. */
export const changes: CombineVerb<{ readonly changes: ChangesSettings }> = {
  name: 'changes',
  summary: 'Apply change records (created, updated, deleted) to the table by key',
  properties: changesSchema.properties,
  required: [],
  place: 'anywhere',
  label: (settings) => `changes ${settings.changes.source}`,
  reads: ({ changes: { source, format } }) => [
    { source, path: ['changes', 'source'], stacked: format === 'flat' },
  ],
  columns({ changes: settings }, { table, of, report }) {
    const records = of(settings.source);
    const check = (
      name: string,
      key: string,
      where: { called: string; known: readonly string[] },
    ): void => {
      if (!where.known.includes(name)) report(unknownColumn(name, where, ['changes', key]));
    };
    const here = { called: tableSoFar, known: table };
    if (table.length > 0) for (const key of listOf(settings.key)) check(key, 'key', here);
    if (settings.format !== 'flat') return undefined;
    const there = { called: settings.source, known: records };
    for (const key of listOf(settings.key)) check(key, 'key', there);
    check(opOf(settings), 'op', there);
    for (const name of listOf(settings.order ?? [])) check(name, 'order', there);
    return stackedNames([table, flatColumns(settings, table, records)], report, [
      'changes',
      'source',
    ]);
  },
  async apply({ changes: settings }, table, shop) {
    const read = settings.format === 'flat' ? readFlat : readDebezium;
    return applyRecords(await read(settings, table, shop), table, shop);
  },
};
