/** An expression in which names of columns were put in double quotes, so that it can be read. */
export interface Quoted {
  readonly text: string;
  /** As the table names them, each once. */
  readonly names: readonly string[];
}

/**
 * Finds which names of columns have to stand in double quotes for an expression to be read, such as `order` or `end date`:
 * `reads` tries one. Undefined when quotes do not help.
 */
export async function namesToQuote(
  text: string,
  columns: readonly string[],
  reads: (text: string) => Promise<boolean>,
): Promise<Quoted | undefined> {
  const found = bareNames(text, columns);
  if (found.length === 0) return undefined;
  for (const chosen of choicesOf(found)) {
    const quoted = withQuotes(text, chosen);
    if (await reads(quoted)) {
      return { text: quoted, names: [...new Set(chosen.map(({ name }) => name))] };
    }
  }
  return undefined;
}

const mostTried = 6;

/** A word may be a name here and SQL's own there, as in `CASE WHEN end > 2 THEN 1 END`: the fewest quotes come first. */
function choicesOf(found: readonly BareName[]): readonly (readonly BareName[])[] {
  if (found.length > mostTried) return [found];
  const choices = Array.from({ length: 2 ** found.length - 1 }, (_, choice) =>
    found.filter((_name, index) => ((choice + 1) & (2 ** index)) > 0),
  );
  return choices.toSorted((a, b) => a.length - b.length);
}

interface BareName {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Where names of columns stand outside quotes and comments; the longest where several begin. */
function bareNames(text: string, columns: readonly string[]): readonly BareName[] {
  const byName = new Map(columns.map((name) => [name.toLowerCase(), name]));
  const names = columns
    .filter((name) => name.trim() !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (names.length === 0) return [];
  const pieces = new RegExp(
    String.raw`'[^']*'|"[^"]*"|--[^\n]*|/\*[^]*?\*/|(?<![\p{L}\p{N}_])(?<name>${names.join('|')})(?![\p{L}\p{N}_])|[\p{L}\p{N}_]+`,
    'giu',
  );
  return [...text.matchAll(pieces)].flatMap(({ index, groups }) => {
    const written = groups?.['name'];
    const name = byName.get(written?.toLowerCase() ?? '');
    if (written === undefined || name === undefined) return [];
    return [{ name, from: index, to: index + written.length }];
  });
}

function withQuotes(text: string, places: readonly BareName[]): string {
  return places.reduceRight((before, { name, from, to }) => {
    return `${before.slice(0, from)}"${name.replaceAll('"', '""')}"${before.slice(to)}`;
  }, text);
}
