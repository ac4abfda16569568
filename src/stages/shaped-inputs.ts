import type { ColumnSettings } from '../data/columns/column-settings.js';
import { isDerived } from '../data/columns/column-settings.js';
import { looksBack } from '../data/columns/row-shaping.js';
import type { Project } from '../project/project.js';

/**
 * What ingest does to each column it changes, in words: a row to predict for has to hold the column as it is after
 * that, because a package holds what was learnt, not what `mlx.yaml` does to the sources.
 */
export function shapedInputs({ ingest }: Project): Readonly<Record<string, string>> {
  const words = new Map<string, string[]>();
  const add = (name: string, said: readonly string[]): void => {
    words.set(name, [...(words.get(name) ?? []), ...said]);
  };
  for (const [name, settings] of Object.entries(ingest.columns)) {
    add(name, shapingOf(settings));
  }
  for (const [name, { action }] of Object.entries(ingest.privacy.columns)) {
    if (action === 'generalise') add(name, ['generalised, as `ingest.privacy` says']);
  }
  const said = [...words].filter(([, all]) => all.length > 0);
  return Object.fromEntries(said.map(([name, all]) => [name, all.join('; ')]));
}

function shapingOf(settings: ColumnSettings): readonly string[] {
  const { from, map, unit } = settings;
  return [
    ...(from === undefined ? [] : [`\`${from}\` in the sources`]),
    ...(map === undefined ? [] : ['with the values that `map` gives']),
    ...(unit === undefined ? [] : [`in ${unit.to}, which ingest converts from ${unit.from}`]),
    ...(isDerived(settings)
      ? [`worked out by ingest from other ${looksBack(settings) ? 'rows' : 'columns'}`]
      : []),
  ];
}
