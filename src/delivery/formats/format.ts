import type { Json } from '../../contracts/json.js';
import type { SavedModel, Signature } from '../../contracts/model.js';
import type { Params } from '../../contracts/params.js';
import type { GoldenPrediction } from '../package-folder.js';
import type { Prediction } from '../prediction.js';

/** What a format is made from: a package as it has to be where no DuckDB is, and mlx's runtime. */
export interface FormatSource {
  readonly name: string;
  /** The version of the package. */
  readonly version: string;
  /** Of rows as the model reads them. */
  readonly signature: Signature;
  readonly features: Json;
  readonly model: SavedModel;
  /** Rows that fit the signature, with what mlx says of them. */
  readonly golden: readonly GoldenPrediction[];
  /** Set when rows have to be as ingest leaves them, since what ingest does to them is not in a format. */
  readonly shaped: boolean;
  /** A script that leaves `packagedModel` and `RowsInvalid` in `mlxRuntime`. */
  readonly runtime: string;
}

/** One file of a format. */
export interface FormatFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a format is written: paths in its settings begin at the project's folder. */
export interface FormatWorld {
  readonly projectDir: string;
  /** Variables that tell where a user has signed in. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What asking what was written may need. */
export interface AskedFrom {
  readonly source: FormatSource;
  /** Those that it was written with. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Where a project's packages from npm are found. */
  readonly projectDir: string;
  /** Where native backends lie. */
  readonly cacheDir: string;
}

/** A way to write a package for a place where there is no mlx. Adding one: write its file, add its line in `stages/formats/`. */
export interface PackageFormat {
  readonly name: string;
  /** One line for the docs. */
  readonly summary: string;
  readonly params: Params;
  /** Why this package cannot be written so, worded to follow its name; undefined when it can. */
  cannot(source: FormatSource): string | undefined;
  /** The files. Same source and params, same bytes. */
  files(
    source: FormatSource,
    params: Readonly<Record<string, unknown>>,
    world: FormatWorld,
  ): readonly FormatFile[] | Promise<readonly FormatFile[]>;
  /**
   * Runs what was written into `folder`, in a program of its own, and returns its answers to the rows; or why it cannot be
   * run on this machine. What it needs from npm may be installed in the project.
   */
  ask(
    folder: string,
    rows: readonly unknown[],
    from: AskedFrom,
  ): Promise<readonly Prediction[] | { readonly unchecked: string }>;
}
