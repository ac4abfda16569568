import type { SourcePart } from './sources/source.js';

/** What the parts of the sources have to tell; what several files have in common is told once. */
export function partNews(
  parts: readonly { readonly part: SourcePart }[],
  kind: 'notes' | 'warnings',
): readonly string[] {
  const alike = new Map<string, { readonly text: string; count: number }>();
  for (const { part } of parts) {
    for (const text of part[kind] ?? []) {
      const shape = text.replaceAll(part.origin, '\0');
      const known = alike.get(shape) ?? { text, count: 0 };
      known.count += 1;
      alike.set(shape, known);
    }
  }
  return [...alike.values()].map(({ text, count }) =>
    count === 1 ? text : `${text} (as ${count === 2 ? '1 more file' : `${count - 1} more files`})`,
  );
}
