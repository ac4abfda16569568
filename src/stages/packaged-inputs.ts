import type { JsonObject } from '../contracts/json.js';
import type { SignatureInput } from '../contracts/model.js';
import type { ColumnsSettings } from '../data/columns/column-settings.js';
import { type RawColumn, type RowShaping, rowShapingFor } from '../data/columns/row-shaping.js';
import { conversion } from '../data/columns/units.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { Database } from '../data/tables/database.js';

/** What rows have to hold for a packaged model. */
export interface PackagedInputs {
  readonly inputs: readonly SignatureInput[];
  /** What is done to rows first, when there is anything. */
  readonly shaping?: RowShaping;
}

interface Origin {
  readonly table: IngestResult;
  readonly settings: {
    readonly columns: JsonObject;
    /** Columns that ingest protects once they are shaped. */
    readonly kept: readonly string[];
    /** How many steps of its own the project has. */
    readonly steps: number;
    /** What ingest does to a column, in words. */
    readonly shaped: Readonly<Record<string, string>>;
  };
  readonly database: Database;
}

/**
 * What rows to predict for hold: what the sources do, wherever one row is enough to do what ingest does to it. A column
 * that looks back at other rows, or is protected, has to be given as ingest leaves it; with steps of the project's own,
 * which may change any column, all have to.
 */
export async function packagedInputs(
  inputs: readonly SignatureInput[],
  { table, settings, database }: Origin,
): Promise<PackagedInputs> {
  const columns = settings.columns as ColumnsSettings;
  const wish = {
    ...{ settings: columns, before: table.before, after: table.columns },
    needed: inputs.map(({ name }) => name),
    kept: new Set(settings.kept),
  };
  const shaping = settings.steps > 0 ? undefined : await rowShapingFor(wish, database);
  const raw = shaping === undefined ? inputs : rawInputs({ shaping, inputs, table });
  const told = raw.map((input): SignatureInput => {
    const own = shaping?.raw.find(({ name }) => name === input.name);
    const words = own?.given === false ? undefined : settings.shaped[input.name];
    const isLenient = columns[own?.as ?? input.name]?.else === 'missing';
    return {
      ...input,
      ...(words !== undefined && { shaped: words }),
      ...(isLenient && { unfit: 'missing' as const }),
    };
  });
  return { inputs: told, ...(shaping !== undefined && { shaping }) };
}

interface RawInputsRequest extends Pick<Origin, 'table'> {
  readonly shaping: RowShaping;
  readonly inputs: readonly SignatureInput[];
}

function rawInputs({ shaping, inputs, table }: RawInputsRequest): readonly SignatureInput[] {
  const known = new Map(inputs.map((input) => [input.name, input]));
  const missing = new Map(table.columns.map(({ name, missing: count }) => [name, count]));
  return shaping.raw.map((column): SignatureInput => {
    const read = known.get(column.as);
    const { range, values } = seenIn(column, shaping, read);
    return {
      name: column.name,
      type: typeOf(column, shaping, read),
      // What only an expression reads is needed when no row of the table was without it.
      required: read === undefined ? missing.get(column.as) === 0 : read.required,
      ...(range && { range }),
      ...(values && { values }),
    };
  });
}

/** A column that is not mapped has the type that was settled in the end, which tells texts from categories. */
function typeOf(
  { as, type }: RawColumn,
  { columns }: RowShaping,
  read: SignatureInput | undefined,
): SignatureInput['type'] {
  const { map, unit } = columns[as] ?? {};
  return read === undefined || map !== undefined || unit !== undefined ? type : read.type;
}

function seenIn(
  { as }: RawColumn,
  { columns }: RowShaping,
  read: SignatureInput | undefined,
): Pick<SignatureInput, 'range' | 'values'> {
  const { map, unit } = columns[as] ?? {};
  if (read === undefined) return {};
  if (map !== undefined) return unit === undefined ? { values: Object.keys(map) } : {};
  const { range, values } = read;
  if (unit === undefined) return { ...(range && { range }), ...(values && { values }) };
  const { factor, offset } = conversion(unit.from, unit.to);
  const before = (value: number): number => Number(((value - offset) / factor).toPrecision(12));
  return range === undefined ? {} : { range: [before(range[0]), before(range[1])] };
}
