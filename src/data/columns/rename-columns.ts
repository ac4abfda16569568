import { rowColumn } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { Draft } from '../draft.js';
import { identifier } from '../tables/sql.js';
import type { ColumnsSettings } from './column-settings.js';
import { missingColumn } from './missing-column.js';

/** Gives columns the names they have in the project. Throws for a column there is not, and for a name that is taken. */
export function renameColumns(draft: Draft, settings: ColumnsSettings): Draft {
  const renamed = new Map<string, string>();
  const names = draft.columns.map(({ name }) => name);
  for (const [name, { from }] of Object.entries(settings)) {
    if (from === undefined || from === name) continue;
    if (!names.includes(from)) throw missingColumn(from, names);
    renamed.set(from, name);
  }
  if (renamed.size === 0) return draft;
  const columns = draft.columns.map((column) => ({
    ...column,
    name: renamed.get(column.name) ?? column.name,
  }));
  refuseTaken(columns.map(({ name }) => name));
  const cells = names.map((name, index) => {
    return `${identifier(name)} AS ${identifier(columns[index]?.name ?? name)}`;
  });
  const misfits = new Map(
    [...(draft.misfits ?? [])].map(([name, misfit]) => [renamed.get(name) ?? name, misfit]),
  );
  const hidden = [...misfits.values()].map(identifier);
  return {
    relation: `(SELECT ${[identifier(rowColumn), ...cells, ...hidden].join(', ')} FROM ${draft.relation})`,
    columns,
    placeOf: draft.placeOf,
    ...(draft.consecutive !== undefined && { consecutive: draft.consecutive }),
    ...(misfits.size > 0 && { misfits }),
  };
}

function refuseTaken(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new MlxError(
        'data/column-duplicate',
        `Two columns would be named \`${name}\`: the one renamed with \`from\`, and another`,
        { hints: ['Choose another name, or rename the other column too'] },
      );
    }
    seen.add(name.toLowerCase());
  }
}
