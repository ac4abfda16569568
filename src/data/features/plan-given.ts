import type { GivenColumn, Reading } from '../../contracts/matrix.js';
import type { Column } from '../../contracts/table.js';
import type { DeclaredFeatures, FeaturePlan, PlannedColumn, PlannedStep } from './feature-plan.js';
import { planColumn } from './plan-column.js';

/**
 * The plan for a model made elsewhere, which reads columns of the table by name and in an order of its own. Of what the project
 * declares only `impute` counts, and for images how they are brought to size; the model does the rest itself.
 */
export function planGiven(
  given: readonly GivenColumn[],
  {
    columns,
    declared,
    reading,
  }: {
    readonly columns: readonly Column[];
    readonly declared: DeclaredFeatures;
    readonly reading: Reading;
  },
): FeaturePlan {
  const planned = given.map((each): PlannedColumn => {
    const column = columns.find(({ name }) => name === each.name);
    if (column === undefined) throw new Error(`${each.name} was looked for before`);
    const { impute, value, fit, normalise } = declared[each.name] ?? {};
    const wish = {
      ...(impute !== undefined && { impute }),
      ...(value !== undefined && { value }),
    };
    const image = {
      ...(fit !== undefined && { fit }),
      ...(normalise !== undefined && { normalise }),
    };
    const { column: usual } = planColumn(column, column.type === 'image' ? image : wish, {
      ...{ facts: undefined, reading: 'native' as const },
    });
    const { scale: _, outliers: __, ...kept } = usual;
    return { ...kept, indicator: false, encode: encoderOf(each, usual), why: each.why };
  });
  return {
    ...{ reading, columns: planned, matrix: { select: [] } },
    ...{ dropped: [], warnings: [], problems: [] },
  };
}

function encoderOf({ as, size, order }: GivenColumn, usual: PlannedColumn): readonly PlannedStep[] {
  const step = (name: string, params: PlannedStep['params']): PlannedStep[] => [
    { name, params, origin: 'inferred' },
  ];
  switch (as) {
    case 'number':
      return [];
    case 'order':
      return step('ordinal', { order: order ?? [] });
    case 'image':
      return step('image', imageParams(size, usual));
    case 'exact':
    case 'letters':
      return step(as, {});
  }
}

function imageParams(
  [height, width, channels]: NonNullable<GivenColumn['size']> = [1, 1, 3],
  { encode: [usual] }: PlannedColumn,
): PlannedStep['params'] {
  const shape = { size: [height, width], channels: channels === 1 ? 'grey' : 'rgb' };
  return { ...usual?.params, ...shape };
}
