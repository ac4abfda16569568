import type { Emit } from '../../contracts/events.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Params, ValuesOf } from '../../contracts/params.js';
import type { ColumnRole } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';

/**
 * Where rows come from. A source decides how its data is to be read and says so; it converts nothing and
 * drops nothing: types, missing values and roles are decided later, over all rows of all sources.
 */
export interface Source<Declared extends Params = Params> {
  readonly name: string;
  readonly summary: string;
  /** Endings of the files it reads, such as `.csv`; none for what is not a file. */
  readonly extensions: readonly string[];
  readonly params: Declared;
  /** The params that must be given. */
  readonly required: readonly string[];
  /** The files it would read, as written: relative to the project, `*` and `**` allowed. */
  paths(values: ValuesOf<Declared>): readonly string[];
  /** Further files whose content decides the rows, relative to the project, such as what a user's own module imports. */
  alsoReads?(values: ValuesOf<Declared>, projectDir: string): Promise<readonly string[]>;
  /** The parts of the data in order, each opened when its turn comes. */
  open(values: ValuesOf<Declared>, world: SourceWorld): AsyncIterable<SourcePart>;
  /**
   * For what is not (only) a file: a short text, without secrets, that differs whenever the data does; undefined when
   * nothing tells that without reading it all. Throws an `MlxError` when the service cannot be reached.
   */
  state?(values: ValuesOf<Declared>, world: StateWorld): Promise<string | undefined>;
  /** What its columns are for unless the project says otherwise, where that is known beforehand. */
  readonly roles?: Readonly<Record<string, ColumnRole>>;
  /** True when even the names of its columns cost as much as reading everything. */
  readonly costlyHeader?: boolean;
}

/** What a source may use to learn whether its data has changed. */
export type StateWorld = Pick<SourceWorld, 'projectDir' | 'signal'>;

/** What a source may use. */
export interface SourceWorld {
  readonly database: Database;
  /** Folder that relative paths start from. */
  readonly projectDir: string;
  /** An existing folder for temporary copies; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Rows that were read before, where they may be kept. */
  readonly keptRows?: KeptRows;
  /** True when only the names of the columns are wanted, and quickly. */
  readonly headerOnly?: boolean;
  /** Hears of progress, and what the user may want to know. */
  readonly emit?: Emit;
}

/** What a source has read, so that it need ask only for what is new. It may be gone at any time. */
export interface KeptRows {
  /** The facts kept last under a key, with the file kept beside them put at a path; undefined when there are none. */
  latest(key: string, file: string): Promise<Json | undefined>;
  /** Keeps facts and a file in place of those before: whatever is killed and when, one of the two is there, whole. */
  replace(key: string, facts: Json, file: string): Promise<void>;
}

/** One file, table or query of a source. */
export interface SourcePart {
  /** What the user knows it by: a path relative to the project. */
  readonly origin: string;
  /** The file DuckDB reads: that one, or a converted copy of it. */
  readonly file: string;
  readonly bytes: number;
  /** How many rows it has, where that is known beforehand. */
  readonly rows?: number;
  /** Its rows in order, in SQL. */
  readonly relation: string;
  /** The same rows, where a text cell that is exactly one of some texts is NULL; only where reading can do that cheaply. */
  relationWithNulls?(missing: readonly string[]): string;
  readonly columns: readonly PartColumn[];
  /** How it is read: delimiter, quote, header and the like, for the user to see and pin. */
  readonly dialect: JsonObject;
  /** What was recognised and is worth knowing or pinning, in sentences that name the origin. */
  readonly notes?: readonly string[];
  /** What was mended, guessed or left out, in sentences that name the origin and the line. */
  readonly warnings?: readonly string[];
  /** Texts that stand for a missing value instead of the usual ones. */
  readonly nullValues?: readonly string[];
  /** True when a comma separates whole from fraction. */
  readonly decimalComma?: boolean;
  /** The line on which a row (from 0) begins; undefined when it cannot be told. */
  lineOf?(row: number): Promise<number | undefined>;
  /** The same data after mending what kept DuckDB from reading it, such as mixed line ends. */
  repaired?(): Promise<SourcePart>;
}

/** How a column is kept: the file's own type where it has one, otherwise text. */
export type StorageType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';

export interface PartColumn {
  readonly name: string;
  readonly storage: StorageType;
  /** The value as its storage type, in SQL over the part's relation. */
  readonly value: string;
  /** A first guess at its type, from a sample. */
  readonly sniffed: string;
}

/** Params of every source that reads files. */
export const fileParams = {
  path: {
    type: 'string',
    minLength: 1,
    description:
      'File to read, relative to the project file; `*` and `**` read every match, by name',
  },
  file_column: {
    type: 'string',
    minLength: 1,
    description:
      'Adds a column with the file each row came from, as a path relative to the project',
  },
} as const satisfies Params;

/** Params of every source whose cells are text. */
export const textParams = {
  null_values: {
    type: 'array',
    items: { type: 'string' },
    description:
      'Texts that stand for a missing value, instead of NA, N/A, NaN, NULL, null, ? and the like',
  },
} as const satisfies Params;

/** Params of every source that is a service. */
export const serviceParams = {
  refresh: {
    enum: ['auto', 'once'],
    default: 'auto',
    description:
      'When to read again: `auto` when the data has changed, and on every run where that cannot be known; `once` not before `mlx ingest --refresh`',
  },
} as const satisfies Params;

/** Tells that data is read on every run, and how to avoid that, unless the project has decided on it. */
export function tellUnvouched(
  { refresh, watermark }: { readonly refresh: string; readonly watermark?: string | undefined },
  hint: string,
  { emit, headerOnly }: SourceWorld,
): void {
  if (refresh === 'once' || watermark !== undefined || headerOnly === true) return;
  const text = 'nothing says whether the data has changed, so it is read again on every run';
  emit?.({ type: 'warning', text, hint });
}

/** Params of every source that reads a folder, one row a file. */
export const folderParams = {
  path: {
    type: 'string',
    minLength: 1,
    description: 'Folder to read with all folders in it, relative to the project file',
  },
  files: {
    type: 'string',
    minLength: 1,
    default: '**',
    description: 'Which files of the folder to read, such as `**/*.txt`',
  },
  labels: {
    type: 'string',
    minLength: 1,
    description:
      'CSV file with the columns `file` (path from the folder) and `label`; without one, the folder round a file is its label',
  },
} as const satisfies Params;
