import type { ColumnRole, ColumnType } from '../../contracts/table.js';

/** What a project says of a column. */
export interface ColumnSettings {
  readonly type?: ColumnType;
  readonly role?: ColumnRole;
  /** Its name in the source. */
  readonly from?: string;
  /** What becomes of a cell that does not fit `type`. */
  readonly else?: 'fail' | 'missing';
  readonly map?: Readonly<Record<string, string | number | boolean | null>>;
  readonly unmapped?: 'keep' | 'missing' | 'fail';
  readonly unit?: { readonly from: string; readonly to: string };
  readonly expression?: string;
  readonly lag?: LagSettings;
  readonly window?: WindowSettings;
}

/** The value another column had some rows earlier. */
export interface LagSettings {
  readonly of: string;
  readonly by?: number;
  readonly order: string;
  readonly per?: readonly string[];
}

/** A figure over the rows up to this one. */
export interface WindowSettings {
  readonly of: string;
  readonly compute: 'mean' | 'sum' | 'min' | 'max' | 'sd' | 'count' | 'first' | 'last';
  readonly rows?: number;
  readonly span?: string;
  readonly current?: boolean;
  readonly order: string;
  readonly per?: readonly string[];
}

/** Columns by the name they have in the table. */
export type ColumnsSettings = Readonly<Record<string, ColumnSettings>>;

/** Whether a column follows from others, so that no source has it. */
export function isDerived({ expression, lag, window }: ColumnSettings): boolean {
  return expression !== undefined || lag !== undefined || window !== undefined;
}

/** The derived columns as they are written, which settings whose keys are sorted no longer tell. */
export function derivedNames(columns: ColumnsSettings): readonly string[] {
  return Object.entries(columns).flatMap(([name, settings]) => (isDerived(settings) ? [name] : []));
}

/** The settings with the derived columns in this order, after all others. */
export function withDerivedIn(order: readonly string[], columns: ColumnsSettings): ColumnsSettings {
  const others = Object.entries(columns).filter(([name]) => !order.includes(name));
  const derived = order.flatMap((name) => {
    const settings = columns[name];
    return settings === undefined ? [] : [[name, settings] as const];
  });
  return Object.fromEntries([...others, ...derived]);
}

/** The type a text column is to be read as at once, by its name in the source; undefined to go by what it holds. */
export function typeInSource(columns: ColumnsSettings, name: string): ColumnType | undefined {
  const settings = settingsOfSource(columns, name);
  if (settings === undefined || isDerived(settings)) return undefined;
  // What a map is applied to is what the source holds; the type is that of its result.
  return settings.map === undefined ? settings.type : undefined;
}

/** What is said of the column that a source has under a name. */
export function settingsOfSource(
  columns: ColumnsSettings,
  name: string,
): ColumnSettings | undefined {
  const renamed = Object.values(columns).find(({ from }) => from === name);
  if (renamed !== undefined) return renamed;
  const own = columns[name];
  return own?.from === undefined ? own : undefined;
}
