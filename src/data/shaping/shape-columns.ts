import { changeValues } from '../columns/change-values.js';
import type { ColumnsSettings } from '../columns/column-settings.js';
import { deriveColumns } from '../columns/derive-columns.js';
import { missingColumn } from '../columns/missing-column.js';
import { renameColumns } from '../columns/rename-columns.js';
import type { Draft, Workbench } from '../draft.js';
import { runSteps, type SteppedDraft } from '../steps/run-steps.js';
import type { StepSettings } from '../steps/user-step.js';

/** How the columns of a table come to be what the project wants. */
export interface Shaping {
  readonly columns: ColumnsSettings;
  /** The project's own steps, which come last. */
  readonly steps?: readonly StepSettings[];
  /** Columns there have to be at the end. */
  readonly wanted: readonly string[];
}

/**
 * The table with the columns the project describes: renamed, with other values and units, with those that follow
 * from others, and as its own steps leave it. Throws `data/column-missing` for a column of the settings, or one of
 * `wanted`, that there is not.
 */
export async function shapeColumns(
  draft: Draft,
  { columns, steps = [], wanted }: Shaping,
  bench: Workbench,
): Promise<SteppedDraft> {
  const renamed = renameColumns(draft, columns);
  const changed = await changeValues(renamed, columns, bench);
  const derived = await deriveColumns(changed, columns, bench);
  // A step may add a column that is described, and take one away; but a map or unit is for what the sources have.
  const needed = Object.entries(columns).flatMap(([name, { map, unit }]) =>
    map === undefined && unit === undefined ? [] : [name],
  );
  refuseMissing(needed, namesOf(derived));
  const shaped = await runSteps(derived, { steps, columns }, bench);
  refuseMissing(Object.keys(columns), [...namesOf(derived), ...namesOf(shaped.draft)]);
  refuseMissing(wanted, namesOf(shaped.draft));
  return shaped;
}

function namesOf({ columns }: Draft): readonly string[] {
  return columns.map(({ name }) => name);
}

function refuseMissing(wanted: readonly string[], names: readonly string[]): void {
  for (const name of wanted) if (!names.includes(name)) throw missingColumn(name, names);
}
