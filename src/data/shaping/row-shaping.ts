import type { JsonObject } from '../../contracts/json.js';
import type { ModuleCode } from '../../contracts/module-code.js';
import type { Column } from '../../contracts/table.js';
import {
  type ColumnSettings,
  type ColumnsSettings,
  isDerived,
} from '../columns/column-settings.js';
import { type Derivation, derivationOrder } from '../columns/derivation-order.js';
import { namesBeforeDerived } from '../columns/names-in-table.js';
import type { GeneraliseValues } from '../privacy/actions/generalise.js';
import type { Database } from '../tables/database.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** A column that a row to predict for holds. */
export interface RawColumn extends Typed {
  /** Its name in the table, where the project renames it. */
  readonly as: string;
  /** Whether it has to be given as it is before steps and privacy, because a row alone does not tell how. */
  readonly given: boolean;
  /** Whether ingest hides its values: no example of a row shows one. */
  readonly hidden?: true;
}

/** A step of the project's own, with its code and the columns it finds and leaves. */
export interface CarriedStep {
  readonly code: ModuleCode;
  readonly params: JsonObject;
  readonly before: readonly Typed[];
  readonly after: readonly Typed[];
}

/**
 * What ingest does to rows, as far as a model needs it and one row is enough to do it. Plain data: the settings of the
 * project, not SQL, so that a package can hold nothing that the project could not say.
 */
export interface RowShaping {
  readonly raw: readonly RawColumn[];
  readonly columns: ColumnsSettings;
  /** What the project's own steps do after that; absent when there are none. */
  readonly steps?: readonly CarriedStep[];
  /** Columns that are made less exact in the end; absent when there are none. */
  readonly generalise?: Readonly<Record<string, GeneraliseValues>>;
}

export interface ShapingWish {
  readonly settings: ColumnsSettings;
  /** The columns before any of it was done. */
  readonly before: readonly Typed[];
  /** The columns of the table. */
  readonly after: readonly Typed[];
  /** What the model reads. */
  readonly needed: readonly string[];
  /** What nobody knows of a new row. */
  readonly target?: string;
  readonly steps: readonly CarriedStep[];
  readonly generalise: Readonly<Record<string, GeneraliseValues>>;
  /** Columns that are protected in any other way. */
  readonly hidden: ReadonlySet<string>;
}

/**
 * What has to be done to rows of the sources before a model can read them; undefined when it is nothing, or when names
 * of the sources and of the table would stand for different columns of one row.
 */
export async function rowShapingFor(
  wish: ShapingWish,
  database: Database,
): Promise<RowShaping | undefined> {
  const { settings, before, after, needed, steps } = wish;
  const beforeDerived = namesBeforeDerived(
    before.map(({ name }) => name),
    settings,
  );
  const derivations = await derivationOrder(settings, beforeDerived, database);
  const readsOf = new Map(derivations.map(({ name, reads }) => [name, reads]));
  const isGiven = (name: string): boolean => looksBack(settings[name] ?? {});
  const wanted = new Set<string>();
  const want = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    if (!isGiven(name)) readsOf.get(name)?.forEach(want);
  };
  (steps[0] === undefined ? needed : readByStep(steps[0], derivations, wish)).forEach(want);

  const types = new Map((steps[0]?.before ?? after).map(({ name, type }) => [name, type]));
  const hidden = (as: string): Pick<RawColumn, 'hidden'> =>
    wish.hidden.has(as) ? { hidden: true } : {};
  const fromSources = before.flatMap(({ name, type }, at): RawColumn[] => {
    const as = beforeDerived[at] ?? name;
    if (!wanted.has(as) || isGiven(as)) return [];
    return [{ name, type, as, given: false, ...hidden(as) }];
  });
  const given = [...wanted].filter(isGiven).map((name): RawColumn => {
    return { name, type: types.get(name) ?? 'category', as: name, given: true, ...hidden(name) };
  });
  const raw = [...fromSources, ...given];
  const columns = Object.fromEntries(
    Object.entries(settings).filter(
      ([name, each]) => wanted.has(name) && !isGiven(name) && changes(name, each),
    ),
  );
  const generalise = Object.fromEntries(
    Object.entries(wish.generalise).filter(([name]) => needed.includes(name)),
  );
  const names = new Set(raw.map(({ name }) => name.toLowerCase()));
  const changed = [columns, generalise, steps].some((each) => Object.keys(each).length > 0);
  if (!changed || names.size < raw.length) return undefined;
  return {
    ...{ raw, columns },
    ...(steps.length > 0 && { steps }),
    ...(Object.keys(generalise).length > 0 && { generalise }),
  };
}

/** A step may read any column: all that do not follow from the target, which a row to predict for does not have. */
function readByStep(
  { before }: CarriedStep,
  derivations: readonly Derivation[],
  { target, needed }: ShapingWish,
): readonly string[] {
  const unknown = new Set(target === undefined ? [] : [target]);
  // In the order in which they follow from each other.
  for (const { name, reads } of derivations) {
    if (!needed.includes(name) && reads.some((each) => unknown.has(each))) unknown.add(name);
  }
  return before.flatMap(({ name }) => (unknown.has(name) ? [] : [name]));
}

/** Whether a column follows from other rows than its own. */
export function looksBack({ lag, window }: ColumnSettings): boolean {
  return lag !== undefined || window !== undefined;
}

function changes(name: string, settings: ColumnSettings): boolean {
  const { from, map, unit } = settings;
  const isRenamed = from !== undefined && from !== name;
  return isRenamed || map !== undefined || unit !== undefined || isDerived(settings);
}
