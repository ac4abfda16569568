import type { JsonObject } from '../../contracts/json.js';

/** Files to keep as the package of a version. */
export interface PackageFiles {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly fingerprint: string;
}

/**
 * Where a registry keeps its files: a folder, or a bucket. Paths are relative and have `/` between their parts. Nothing
 * but `remove` ever changes what has its place, and nothing is locked: of several writers one wins.
 */
export interface RegistryStore {
  /** The folder, or `s3://bucket/prefix`: for messages. */
  readonly place: string;
  /** How often whoever follows an alias may look where it points. */
  readonly pollMs: number;
  /** Whether packages lie on another machine, and what is used here is a copy. */
  readonly isElsewhere: boolean;
  /** Names right below a folder, in no order; none when there is no such folder. */
  names(folder: string): Promise<readonly string[]>;
  /** A file's text, or undefined when there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** Gives a file its place unless somebody took it first; false then. Readers see it whole or not at all. */
  create(path: string, content: string): Promise<boolean>;
  /**
   * Adds `versions/NAME/version.json` with the package behind it, unless somebody took that name first; false then. The record
   * says under `package` where the package lies, if not in `versions/NAME/package`.
   */
  createVersion(name: string, record: JsonObject, files: PackageFiles): Promise<boolean>;
  /** Changes the record of a version and what its package is; the old package stays where it was. */
  replaceVersion(name: string, record: JsonObject, files: PackageFiles): Promise<void>;
  /** The folder of this machine where `fetch` puts what lies below a path. */
  localPath(path: string): string;
  /** Brings what lies below a path to `localPath`, if it is not there yet; `anew`: in any case. */
  fetch(path: string, how?: { readonly anew?: boolean }): Promise<void>;
  /** Removes a file, or all that lies below a path. */
  remove(path: string): Promise<void>;
  /** Removes what killed writers left a day ago or longer, save the packages at some paths. Returns how many. */
  sweep(needed: ReadonlySet<string>, olderThanMs?: number): Promise<number>;
}

/** A record as it is kept. */
export function jsonText(record: JsonObject): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
