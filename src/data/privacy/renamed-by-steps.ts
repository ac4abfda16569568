import type { JsonObject } from '../../contracts/json.js';

/** A column that a step makes of another, cell by cell or as a figure. */
interface NamedAnew {
  readonly name: string;
  readonly of: string;
  /** Way from the step to where that is said. */
  readonly path: readonly (string | number)[];
}

/** The new names a step gives to columns of which some names are known: by the prefix of a join, or as a figure of an aggregate. */
export function namedAnew(step: JsonObject, known: readonly string[]): readonly NamedAnew[] {
  const { join, prefix, aggregate } = step as Steps;
  if (join !== undefined && prefix !== undefined) {
    return known.map((of) => ({ name: `${prefix}${of}`, of, path: ['prefix'] }));
  }
  return Object.entries(aggregate?.columns ?? {}).flatMap(([name, written]) =>
    Object.entries(written).flatMap(([measure, of]) =>
      typeof of === 'string' && !onlyCounts.has(measure)
        ? [{ name, of, path: ['aggregate', 'columns', name] }]
        : [],
    ),
  );
}

/** The names columns had before a step that are known by their new ones. */
export function namedBefore(step: JsonObject, known: readonly string[]): readonly string[] {
  const { join, prefix } = step as Steps;
  if (join !== undefined && prefix !== undefined) {
    return known.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  }
  return namedAnew(step, []).flatMap(({ name, of }) => (known.includes(name) ? [of] : []));
}

interface Steps {
  readonly join?: string;
  readonly prefix?: string;
  readonly aggregate?: {
    readonly columns: Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;
  };
}

/** Figures that tell how many there are, and nothing of what stands there. */
const onlyCounts = new Set(['count', 'distinct']);
