import type { JsonObject } from '../contracts/json.js';
import type { SignatureInput } from '../contracts/model.js';
import type { ColumnsSettings } from '../data/columns/column-settings.js';
import { conversion } from '../data/columns/units.js';
import type { IngestedColumn } from '../data/describe-table.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { GeneraliseValues } from '../data/privacy/actions/generalise.js';
import {
  type CarriedStep,
  type RawColumn,
  type RowShaping,
  rowShapingFor,
  type ShapingWish,
} from '../data/shaping/row-shaping.js';
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
    /** What ingest does to columns for privacy, once they are shaped. */
    readonly protects: Readonly<Record<string, JsonObject>>;
    readonly target: string | null;
    /** What ingest does to a column, in words. */
    readonly shaped: Readonly<Record<string, string>>;
  };
  /** The project's own steps; undefined when they cannot be carried along. */
  readonly steps: readonly CarriedStep[] | undefined;
  readonly database: Database;
}

/**
 * What rows to predict for hold: what the sources do, wherever one row is enough to do what ingest does to it. A column
 * that looks back at other rows has to be given as it is then; where steps of the project's own cannot be carried along, all
 * columns have to be as ingest leaves them.
 */
export async function packagedInputs(
  inputs: readonly SignatureInput[],
  { table, settings, steps, database }: Origin,
): Promise<PackagedInputs> {
  const columns = settings.columns as ColumnsSettings;
  const needed = inputs.map(({ name }) => name);
  const shaping =
    steps &&
    (await rowShapingFor(
      {
        ...{ settings: columns, before: table.before, after: table.columns, needed, steps },
        ...protection(settings.protects),
        ...(settings.target !== null && { target: settings.target }),
      },
      database,
    ));
  const raw = shaping === undefined ? inputs : rawInputs({ shaping, inputs, table });
  const told = raw.map((input): SignatureInput => {
    const own = shaping?.raw.find(({ name }) => name === input.name);
    const words =
      shaping === undefined
        ? wordsAfterAll(input.name, { settings, table })
        : own?.given === true
          ? settings.shaped[input.name]
          : undefined;
    const isLenient = columns[own?.as ?? input.name]?.else === 'missing';
    return {
      ...input,
      ...(words !== undefined && { shaped: words }),
      ...(isLenient && { unfit: 'missing' as const }),
    };
  });
  return { inputs: told, ...(shaping !== undefined && { shaping }) };
}

/** What was done to a column, where predicting does nothing of it. */
function wordsAfterAll(
  name: string,
  { settings, table }: Pick<Origin, 'settings' | 'table'>,
): string | undefined {
  const all = [
    settings.shaped[name],
    table.stepped === undefined ? undefined : 'as `ingest.steps` leave it',
    settings.protects[name]?.['action'] === 'generalise'
      ? 'generalised, as `ingest.privacy` says'
      : undefined,
  ].filter((words) => words !== undefined);
  return all.length === 0 ? undefined : all.join('; ');
}

function protection(
  protects: Origin['settings']['protects'],
): Pick<ShapingWish, 'generalise' | 'hidden'> {
  const generalise: Record<string, GeneraliseValues> = {};
  const hidden = new Set<string>();
  for (const [name, { action, ...how }] of Object.entries(protects)) {
    if (action === 'generalise') generalise[name] = how as GeneraliseValues;
    else if (action !== 'keep') hidden.add(name);
  }
  return { generalise, hidden };
}

interface RawInputsRequest extends Pick<Origin, 'table'> {
  readonly shaping: RowShaping;
  readonly inputs: readonly SignatureInput[];
}

function rawInputs({ shaping, inputs, table }: RawInputsRequest): readonly SignatureInput[] {
  const known = new Map(inputs.map((input) => [input.name, input]));
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return shaping.raw.map((column): SignatureInput => {
    const read = known.get(column.as);
    const type = typeOf(column, shaping, read);
    const { range, values } = seenIn(column, shaping, read);
    return {
      name: column.name,
      type,
      required: isRequired(column, { shaping, read, left: columns.get(column.as) }),
      ...(range && { range }),
      ...(values && { values }),
    };
  });
}

interface Known {
  readonly shaping: RowShaping;
  readonly read: SignatureInput | undefined;
  /** The column of the table. */
  readonly left: IngestedColumn | undefined;
}

/**
 * What only an expression or a step reads is needed when no row of the table was without it; what steps take away nobody counted, so that
 * it has to be there, null or not. An id is nothing to work with.
 */
function isRequired({ hidden }: RawColumn, { shaping, read, left }: Known): boolean {
  if (read !== undefined) return read.required;
  if (hidden === true || left?.role === 'id') return false;
  return left === undefined ? shaping.steps !== undefined : left.missing === 0;
}

/**
 * A column that nothing changes has the type that was settled in the end, which tells texts from categories: before that, both are
 * categories.
 */
function typeOf(
  { as, type, given }: RawColumn,
  shaping: RowShaping,
  read: SignatureInput | undefined,
): SignatureInput['type'] {
  const { map, unit } = shaping.columns[as] ?? {};
  if (read === undefined || map !== undefined || unit !== undefined) return type;
  if (!changesLater(as, shaping)) return read.type;
  return !given && isText(type) && isText(read.type) ? read.type : type;
}

/** Whether the model may see other values than those that `columns` leaves. */
function changesLater(as: string, { steps, generalise }: RowShaping): boolean {
  return steps !== undefined || generalise?.[as] !== undefined;
}

function isText(type: SignatureInput['type']): boolean {
  return type === 'category' || type === 'text';
}

/** What may be said of the values of a column from what the model has seen; nothing where they may have been others. */
function seenIn(
  { as }: RawColumn,
  shaping: RowShaping,
  read: SignatureInput | undefined,
): Pick<SignatureInput, 'range' | 'values'> {
  if (read === undefined || changesLater(as, shaping)) return {};
  const { map, unit } = shaping.columns[as] ?? {};
  if (map !== undefined) return unit === undefined ? { values: Object.keys(map) } : {};
  const { range, values } = read;
  if (unit === undefined) return { ...(range && { range }), ...(values && { values }) };
  const { factor, offset } = conversion(unit.from, unit.to);
  const before = (value: number): number => Number(((value - offset) / factor).toPrecision(12));
  return range === undefined ? {} : { range: [before(range[0]), before(range[1])] };
}
