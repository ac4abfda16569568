/** The categories of a feature, in the order of their codes. */
export interface FileCategories {
  readonly names: readonly string[];
  /** Where the file does not tell the names for sure: whether it may mean these. */
  readonly mayBe?: (names: readonly string[]) => boolean;
}

/**
 * The categories of a feature as XGBoost writes them since version 3.1: numbers, or the UTF-8 of all names and where each begins.
 * Of a data frame of pandas it counts letters and not bytes (`npstr_to_arrow_strarr`, 3.2), and writes as many bytes: beyond ASCII
 * the names are cut. Undefined for a feature of numbers.
 */
export function categoriesOf(encoded: unknown): FileCategories | undefined {
  const { offsets, values = [] } = (encoded ?? {}) as {
    readonly offsets?: readonly number[];
    readonly values?: readonly number[];
  };
  if (offsets === undefined) {
    return values.length === 0 ? undefined : { names: values.map(String) };
  }
  if (offsets.length < 2) return undefined;
  const bytes = Uint8Array.from(values, (value) => value & 255);
  const letters = Array.from(new TextDecoder().decode(bytes));
  const names = offsets.slice(1).map((end, at) => letters.slice(offsets[at], end).join(''));
  if (bytes.every((byte) => byte < 128)) return { names };
  return {
    names: names.map((name) => name.replaceAll('\uFFFD', '')),
    mayBe: (given) => isWritten(given, { bytes, offsets }),
  };
}

const utf8 = new TextEncoder();

/** Whether these names, counted by bytes or by letters, are what the file holds. */
function isWritten(
  names: readonly string[],
  { bytes, offsets }: { readonly bytes: Uint8Array; readonly offsets: readonly number[] },
): boolean {
  const whole = utf8.encode(names.join(''));
  if (bytes.some((byte, at) => byte !== whole[at])) return false;
  const counts = [
    (name: string): number => utf8.encode(name).length,
    (name: string): number => Array.from(name).length,
  ];
  return counts.some((count) => {
    let end = 0;
    const ends = names.map((name) => (end += count(name)));
    return JSON.stringify([0, ...ends]) === JSON.stringify(offsets);
  });
}
