import { join } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import { type Column, rowColumn } from '../../contracts/table.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import { rowProgress } from '../tables/row-progress.js';
import { identifier, literal, parquetRows } from '../tables/sql.js';
import { withDefaults } from '../with-defaults.js';
import { privacyActions } from './actions/index.js';
import { KeyedHashes } from './hmac-sql.js';
import { withRows } from './with-rows.js';

/** What to do with a column, as the project says it. */
export type ActionSettings = JsonObject & { readonly action: string };

/**
 * The draft with each named column dropped or replaced. The protected rows are written to a file in scratch, so no later
 * query can reach what stood there, nor a key. Throws `data/column-missing`, and what the actions throw.
 */
export async function protect(
  draft: Draft,
  actions: Readonly<Record<string, ActionSettings>>,
  bench: Workbench,
): Promise<Draft> {
  for (const name of Object.keys(actions)) requireColumn(name, draft.columns);
  const changing = Object.values(actions).some(({ action }) => action !== 'keep');
  if (!changing) return draft;
  const hashes = new KeyedHashes(bench.database);
  try {
    const columns: Pick<Column, 'name' | 'type'>[] = [];
    const cells: string[] = [identifier(rowColumn)];
    for (const column of draft.columns) {
      const world = { bench, relation: draft.relation, hashes };
      const made = await protectedCell(column, actions[column.name], world);
      if (made.cell === undefined) continue;
      columns.push({ name: column.name, type: made.type });
      cells.push(`${made.cell} AS ${identifier(column.name)}`);
    }
    const file = join(bench.scratch, 'protected.parquet');
    await bench.database.run(
      `COPY (SELECT ${cells.join(', ')} FROM ${draft.relation}) TO ${literal(file)} (FORMAT parquet)`,
      rowProgress(bench.emit, 'protecting personal data'),
    );
    return withRows(draft, parquetRows(file), columns);
  } finally {
    if (!bench.signal.aborted) await hashes.forget();
  }
}

async function protectedCell(
  column: Pick<Column, 'name' | 'type'>,
  settings: ActionSettings | undefined,
  world: Parameters<ReturnType<typeof privacyActions.get>['protect']>[2],
): ReturnType<ReturnType<typeof privacyActions.get>['protect']> {
  if (settings === undefined) return { cell: identifier(column.name), type: column.type };
  const { action: name, ...given } = settings;
  const action = privacyActions.get(name);
  return action.protect(column, withDefaults(action.params, given), world);
}

/** Throws `data/column-missing` unless there is such a column. */
export function requireColumn(name: string, columns: readonly { readonly name: string }[]): void {
  const names = columns.map((column) => column.name);
  if (names.includes(name)) return;
  const nearest = nearestWord(name, names);
  throw new MlxError('data/column-missing', `The data has no column \`${name}\``, {
    hints: [
      nearest === undefined ? `Name one of: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
    ],
  });
}
