import type { Column } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';
import type { CarriedStep, RowShaping } from './row-shaping.js';
import { sqlShaper } from './shape-rows.js';
import type { RowShaper } from './shaped-rows.js';
import { stepShaper } from './step-rows.js';

type Typed = Pick<Column, 'name' | 'type'>;

/**
 * The shaper for rows that hold `shaping.raw`; what it gives holds `outputs`. The same as ingest does and in its order: columns, the
 * project's own steps, then what makes columns less exact.
 */
export async function rowShaper(
  { steps = [], ...shaping }: RowShaping,
  outputs: readonly Typed[],
  database: Database,
): Promise<RowShaper> {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return sqlShaper(shaping, outputs, database);
  const { raw, columns, generalise } = shaping;
  const shapers: RowShaper[] = [];
  if (Object.keys(columns).length > 0) {
    shapers.push(await sqlShaper({ raw, columns }, known(first, shaping), database));
  }
  for (const step of steps) shapers.push(await stepShaper(step));
  if (generalise !== undefined) {
    const left = last.after.map((column) => ({ ...column, as: column.name, given: false }));
    shapers.push(await sqlShaper({ raw: left, columns: {}, generalise }, outputs, database));
  }
  return async (rows) => {
    let shaped = rows;
    for (const shaper of shapers) {
      const next = await shaper(shaped);
      if ('problems' in next) return next;
      shaped = next;
    }
    return shaped;
  };
}

/** What a step finds of the columns that a row holds. */
function known({ before }: CarriedStep, { raw, columns }: RowShaping): readonly Typed[] {
  const names = new Set([...raw.map(({ as }) => as), ...Object.keys(columns)]);
  return before.filter(({ name }) => names.has(name));
}
