import type { ColumnSettings } from '../data/columns/column-settings.js';
import { isDerived } from '../data/columns/column-settings.js';
import { looksBack } from '../data/shaping/row-shaping.js';
import type { Project } from '../project/project.js';

/**
 * What `ingest.columns` does to each column it changes, in words: where predicting does not do it again, a row has to hold the column as
 * it is after that.
 */
export function shapedInputs({ ingest }: Project): Readonly<Record<string, string>> {
  const words = Object.entries(ingest.columns).map(
    ([name, settings]) => [name, shapingOf(settings)] as const,
  );
  const said = words.filter(([, all]) => all.length > 0);
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
