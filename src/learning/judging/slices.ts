/** Some rows that have something in common, such as `sex=f, age 30 to 45`. */
export interface Slice {
  readonly name: string;
  readonly rows: Uint32Array;
}

/** A column of the rows, as slices are cut by it: the name of each row's part; in the order that the parts are shown. */
export interface SliceColumn {
  readonly name: string;
  readonly parts: readonly string[];
  /** The part of each row. */
  readonly of: Uint32Array;
}

/** Rows parted by all of the columns together; a combination that no row has is no slice. */
export function slicesBy(columns: readonly SliceColumn[], rows: number): readonly Slice[] {
  const found = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    let key = 0;
    for (const { parts, of } of columns) key = key * parts.length + (of[row] as number);
    const known = found.get(key);
    if (known === undefined) found.set(key, [row]);
    else known.push(row);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([key, own]) => ({ name: nameOf(columns, key), rows: Uint32Array.from(own) }));
}

function nameOf(columns: readonly SliceColumn[], key: number): string {
  const names: string[] = [];
  let rest = key;
  for (const { name, parts } of columns.toReversed()) {
    names.unshift(`${name} ${parts[rest % parts.length]}`);
    rest = Math.floor(rest / parts.length);
  }
  return names.join(', ');
}

/**
 * Numbers in `bins` parts of about as many rows each, named by their ends; a number that is on an end belongs to the part below.
 * NaN is a part of its own. With no more different numbers than bins, each is a part.
 */
export function binned(
  name: string,
  values: Float64Array,
  { bins, label = short }: { readonly bins: number; readonly label?: (value: number) => string },
): SliceColumn {
  const known = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const distinct = [...new Set(known)];
  const ends =
    distinct.length <= bins
      ? distinct
      : [
          ...new Set(
            Array.from({ length: bins }, (_, bin) => {
              const place = Math.ceil(((bin + 1) * known.length) / bins) - 1;
              return known[place] as number;
            }),
          ),
        ];
  const parts = ends.map((end, at) => {
    if (distinct.length <= bins) return label(end);
    const from = at === 0 ? (known[0] as number) : (ends[at - 1] as number);
    return at === 0 ? `${label(from)} to ${label(end)}` : `above ${label(from)} to ${label(end)}`;
  });
  const of = Uint32Array.from(values, (value) => {
    if (Number.isNaN(value)) return ends.length;
    const at = ends.findIndex((end) => value <= end);
    return at < 0 ? ends.length - 1 : at;
  });
  return { name, parts: known.length < values.length ? [...parts, 'missing'] : parts, of };
}

/** Texts, each a part of its own, in their order; a missing one is a part too. */
export function parted(name: string, values: readonly (string | null)[]): SliceColumn {
  const parts = [...new Set(values.filter((value) => value !== null))].toSorted();
  const places = new Map(parts.map((part, at) => [part, at]));
  const of = Uint32Array.from(values, (value) =>
    value === null ? parts.length : (places.get(value) as number),
  );
  return { name, parts: values.includes(null) ? [...parts, 'missing'] : parts, of };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
