import type { Draft, Workbench } from '../draft.js';
import { changeValues } from './change-values.js';
import type { ColumnsSettings } from './column-settings.js';
import { deriveColumns } from './derive-columns.js';
import { missingColumn } from './missing-column.js';
import { renameColumns } from './rename-columns.js';

/**
 * The table with the columns the project describes: renamed, with other values and units, and with those that follow
 * from others. Throws `data/column-missing` for a column of the settings, or one of `wanted`, that there is not.
 */
export async function shapeColumns(
  draft: Draft,
  { columns, wanted }: { readonly columns: ColumnsSettings; readonly wanted: readonly string[] },
  bench: Workbench,
): Promise<Draft> {
  const renamed = renameColumns(draft, columns);
  const changed = await changeValues(renamed, columns, bench);
  const shaped = await deriveColumns(changed, columns, bench);
  const names = shaped.columns.map(({ name }) => name);
  for (const name of [...wanted, ...Object.keys(columns)]) {
    if (!names.includes(name)) throw missingColumn(name, names);
  }
  return shaped;
}
