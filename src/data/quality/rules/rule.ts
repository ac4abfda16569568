import type { JSONSchema } from 'json-schema-to-ts';
import type { Emit } from '../../../contracts/events.js';
import type { Json, JsonObject } from '../../../contracts/json.js';
import type { Column, ColumnType } from '../../../contracts/table.js';
import type { AcceptedTable } from '../../schema-lock/accepted-table.js';
import type { SourceSpec } from '../../staging/offers.js';
import type { Database } from '../../tables/database.js';

/** Something that must hold for the rows of a table, as a project may ask for. */
export interface QualityRule<Settings = JsonObject> {
  /** The key that names it in the list. */
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of every setting, that of the naming key among them. */
  readonly properties: Readonly<Record<string, RuleSetting>>;
  /** Settings that must be given besides the naming key. */
  readonly required: readonly string[];
  /** Judged anew at each run, of a table that is there already, rather than once when it is made. */
  readonly eachRun?: true;
  /** The columns the settings name, each with the way to where. */
  columns(settings: Settings): readonly NamedColumn[];
  /** Files it reads besides the table. */
  files?(settings: Settings): readonly string[];
  /** Sources of the project it looks into, each with the column and the way to where they are named. */
  looksInto?(settings: Settings): readonly LookedInto[];
  /** What is to be checked of the table. Throws {@link Misfit} when the settings do not suit its columns. */
  checks(settings: Settings, table: RuleTable): readonly Check[] | Promise<readonly Check[]>;
}

/** JSON Schema of a setting. */
interface RuleSetting {
  readonly description: string;
  readonly default?: Json;
}

/** A column a rule names. */
export interface NamedColumn {
  readonly name: string;
  /** Way from the rule to the name. */
  readonly path: readonly (string | number)[];
  /** Whether the name is the key at the end of the path, rather than its value. */
  readonly part?: 'key';
}

/** A column of a source that a rule looks values up in. */
export interface LookedInto {
  readonly source: string;
  readonly column: string;
  /** Way from the rule to the setting with the keys `source` and `column`. */
  readonly path: readonly (string | number)[];
}

/** The table as a rule sees it. */
export interface RuleTable {
  readonly database: Database;
  /** The rows the rule is about (those `where` chooses), in SQL fit to stand after FROM; with `__row`. */
  readonly relation: string;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  /** Columns that hold, as text, the cells that could not be read as the type their column was declared to have. */
  readonly misfits?: ReadonlyMap<string, string>;
  /** Folder that relative paths start from. */
  readonly projectDir: string;
  /** An existing folder for temporary files. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit?: Emit;
  /** The sources of the project, for a rule that looks into another. */
  readonly sources?: readonly SourceSpec[];
  /** Columns whose values must not be shown. */
  readonly private: ReadonlySet<string>;
  /** The moment of the run, for a rule that is judged at each run. */
  readonly now?: Date;
  /** The table as it was accepted last, for a rule that is judged at each run. */
  readonly last?: AcceptedTable;
}

/** Settings that do not suit the columns of the table: said with the way to the setting. */
export class Misfit extends Error {
  readonly path: readonly (string | number)[];
  readonly hint: string;

  constructor(message: string, at: { readonly path: Misfit['path']; readonly hint: string }) {
    super(message);
    this.path = at.path;
    this.hint = at.hint;
  }
}

/** One thing to check, and how to say it. */
export type Check = RowCheck | SetCheck | TableCheck;

interface Wording {
  /** What must hold, such as `` `age` between 18 and 110 ``. */
  readonly label: string;
}

/** A check of each row by itself: all of them share one pass over the table. */
export interface RowCheck extends Wording {
  readonly kind: 'row';
  /** Whether a row breaks the rule, in SQL over its columns; NULL counts as no. */
  readonly breaks: string;
  /** The columns to blame, whose values an example shows. */
  readonly shows: readonly string[];
  /** The type a column has once the rows that break the rule are gone. */
  readonly becomes?: { readonly column: string; readonly type: ColumnType };
}

/** A check of rows against each other or against another table. */
export interface SetCheck extends Wording {
  readonly kind: 'set';
  /** A query that gives the `__row` of every row that breaks the rule, once. */
  readonly breaking: string;
  readonly shows: readonly string[];
}

/** A check of the table as a whole: there is no row to blame. */
export interface TableCheck extends Wording {
  readonly kind: 'table';
  readonly holds: boolean;
  /** What was found, such as `it has 812`. */
  readonly found: string;
}

/** Settings of every rule. */
const anySettings = {
  where: {
    type: 'string',
    minLength: 1,
    description: 'An SQL condition: the rule is about the rows for which it is true',
  },
  name: { type: 'string', minLength: 1, description: 'What reports call the rule' },
} as const satisfies Readonly<Record<string, JSONSchema>>;

/** Settings of a rule that single rows can break. */
export const rowSettings = {
  ...anySettings,
  else: {
    enum: ['fail', 'quarantine', 'warn'],
    default: 'fail',
    description:
      'What becomes of rows that break it: stop, set them aside and go on, or only say so',
  },
  max_share: {
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
    description:
      'Share of the rows that may break it, such as `1%`; when more are to be quarantined, ingest stops',
  },
  max_rows: {
    type: 'integer',
    minimum: 0,
    description: 'Number of rows that may break it; when more are to be quarantined, ingest stops',
  },
} as const satisfies Readonly<Record<string, JSONSchema>>;

/** Settings of a rule about the table as a whole. */
export const tableSettings = {
  ...anySettings,
  else: {
    enum: ['fail', 'warn'],
    default: 'fail',
    description: 'What becomes of it: stop, or only say so',
  },
} as const satisfies Readonly<Record<string, JSONSchema>>;

/** The column, or several that must each keep the rule. */
export const columnSettings = {
  column: {
    type: ['string', 'array'],
    minLength: 1,
    minItems: 1,
    items: { type: 'string', minLength: 1 },
    description: 'The column, or a list of columns that must each keep the rule',
  },
} as const satisfies Readonly<Record<string, JSONSchema>>;

/** One name or several, as a list. */
export function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === 'string' ? [written] : written;
}

/** The columns under a key that holds one name or several. */
export function namedUnder(
  key: string,
  written: string | readonly string[],
): readonly NamedColumn[] {
  if (typeof written === 'string') return [{ name: written, path: [key] }];
  return written.map((name, index) => ({ name, path: [key, index] }));
}

/** A column of the table by its name, which has been checked to be there. */
export function columnOf({ columns }: RuleTable, name: string): Pick<Column, 'name' | 'type'> {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`there is no column ${name}`);
  return found;
}
