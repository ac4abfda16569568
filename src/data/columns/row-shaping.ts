import type { Column } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';
import { type ColumnSettings, type ColumnsSettings, isDerived } from './column-settings.js';
import { derivationOrder } from './derivation-order.js';
import { namesBeforeDerived } from './names-in-table.js';

type Typed = Pick<Column, 'name' | 'type'>;

/** A column that a row to predict for holds. */
export interface RawColumn extends Typed {
  /** Its name in the table, where the project renames it. */
  readonly as: string;
  /** Whether it has to be given as ingest leaves it, because a row alone does not tell how. */
  readonly given: boolean;
}

/**
 * What ingest does to rows, as far as a model needs it and one row is enough to do it. Plain data: the settings of the
 * project, not SQL, so that a package can hold nothing that the project could not say.
 */
export interface RowShaping {
  readonly raw: readonly RawColumn[];
  readonly columns: ColumnsSettings;
}

export interface ShapingWish {
  readonly settings: ColumnsSettings;
  /** The columns before any of it was done. */
  readonly before: readonly Typed[];
  /** The columns of the table. */
  readonly after: readonly Typed[];
  /** What the model reads. */
  readonly needed: readonly string[];
  /** Columns that are protected after this, and so have to be given. */
  readonly kept: ReadonlySet<string>;
}

/**
 * What has to be done to rows of the sources before a model can read them; undefined when it is nothing, or when names
 * of the sources and of the table would stand for different columns of one row.
 */
export async function rowShapingFor(
  { settings, before, after, needed, kept }: ShapingWish,
  database: Database,
): Promise<RowShaping | undefined> {
  const beforeDerived = namesBeforeDerived(
    before.map(({ name }) => name),
    settings,
  );
  const derivations = await derivationOrder(settings, beforeDerived, database);
  const readsOf = new Map(derivations.map(({ name, reads }) => [name, reads]));
  const isGiven = (name: string): boolean => kept.has(name) || looksBack(settings[name] ?? {});
  const wanted = new Set<string>();
  const want = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    if (!isGiven(name)) readsOf.get(name)?.forEach(want);
  };
  needed.forEach(want);

  const types = new Map(after.map(({ name, type }) => [name, type]));
  const fromSources = before.flatMap(({ name, type }, at): RawColumn[] => {
    const as = beforeDerived[at] ?? name;
    return wanted.has(as) && !isGiven(as) ? [{ name, type, as, given: false }] : [];
  });
  const given = [...wanted].filter(isGiven).map((name): RawColumn => {
    return { name, type: types.get(name) ?? 'category', as: name, given: true };
  });
  const raw = [...fromSources, ...given];
  const columns = Object.fromEntries(
    Object.entries(settings).filter(
      ([name, each]) => wanted.has(name) && !isGiven(name) && changes(name, each),
    ),
  );
  const names = new Set(raw.map(({ name }) => name.toLowerCase()));
  if (Object.keys(columns).length === 0 || names.size < raw.length) return undefined;
  return { raw, columns };
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
