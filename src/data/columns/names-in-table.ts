import { type ColumnsSettings, isDerived } from './column-settings.js';

/** The names the columns of the table will have: those of the sources, renamed, and the derived ones. */
export function namesInTable(
  inSources: readonly string[],
  columns: ColumnsSettings,
): readonly string[] {
  const derived = Object.entries(columns).flatMap(([name, settings]) =>
    isDerived(settings) ? [name] : [],
  );
  return [...namesBeforeDerived(inSources, columns), ...derived];
}

/** The names of the sources, renamed. */
export function namesBeforeDerived(
  inSources: readonly string[],
  columns: ColumnsSettings,
): readonly string[] {
  const renamed = new Map(
    Object.entries(columns).flatMap(([name, { from }]) =>
      from === undefined ? [] : [[from, name]],
    ),
  );
  return inSources.map((name) => renamed.get(name) ?? name);
}
