import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { openPackage } from '../package-folder.js';
import type { Manifest, MetricFigure } from '../package-manifest.js';
import { type AliasChange, previousIn } from './alias-history.js';
import { FolderStore } from './folder-store.js';
import { NumberedLog, readRecord } from './numbered-log.js';
import { collectedError, movedError } from './registry-errors.js';
import type { RegistryStore } from './registry-store.js';
import { soundCopy } from './sound-copy.js';
import { VersionLabels } from './version-labels.js';
import { collectedPath, packagePath } from './version-paths.js';

/** A package the registry keeps, whole and for good. */
export interface RegisteredVersion {
  /** `v1`, `v2`, … in the order they were added. */
  readonly name: string;
  /** The package's own version, which a server answers with. */
  readonly version: string;
  readonly fingerprint: string;
  /** The registry's copy of the package; of a registry in a bucket, where `version` puts it on this machine. */
  readonly folder: string;
  /** ISO 8601, as the caller's clock said. */
  readonly added: string;
  readonly metrics: Readonly<Record<string, MetricFigure>>;
  /** Id of the key that signed it; absent when nobody did. */
  readonly signer?: string;
  /** Where the store keeps the package; absent: below the name of the version. */
  readonly package?: string;
  /** When and by whom its package was removed: its name and its past stay. */
  readonly collected?: { readonly at: string; readonly by: string };
}

/** Why and by whom an alias moves. */
export interface AliasMove {
  readonly by: string;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
  /** Move only if the alias points here now (null: nowhere). Left out, it moves from wherever it is. */
  readonly expected?: string | null;
  readonly rollback?: true;
}

/**
 * Versions and aliases without a server and without locks: every version is a folder and every move of an alias a file
 * with the next number, each put in place by one atomic step that only one of several processes wins.
 *
 *     versions/v1/version.json, versions/v1/package/…      aliases/production/1.json, 2.json, …      labels/v1/1.json, …
 */
export class ModelRegistry {
  readonly store: RegistryStore;
  readonly labels: VersionLabels;

  /** A folder is made by the first write. */
  constructor(where: string | RegistryStore) {
    this.store = typeof where === 'string' ? new FolderStore(where) : where;
    this.labels = new VersionLabels(this.store);
  }

  /** Copies a sound package in and names it; a package that is already there keeps its name, unless it comes with another signature. Throws `package/invalid`. */
  async addVersion(packageDir: string, at: string): Promise<RegisteredVersion> {
    const { manifest, paths, signer } = await openPackage(packageDir);
    const { version, fingerprint, metrics } = manifest;
    const written: WrittenVersion = {
      ...{ version, fingerprint, added: at, metrics },
      ...(signer !== undefined && { signer: signer.keyId }),
    };
    const files = { folder: packageDir, paths, fingerprint };
    for (;;) {
      const versions = await this.versions();
      const same = versions.find(
        (known) =>
          known.fingerprint === fingerprint &&
          known.collected === undefined &&
          (signer === undefined || known.signer === signer.keyId),
      );
      if (same !== undefined) return same;
      const name = `v${numberOf(versions.at(-1)?.name) + 1}`;
      const record = written as unknown as JsonObject;
      if (await this.store.createVersion(name, record, files)) return this.version(name);
    }
  }

  /**
   * Puts another package in the place of that of a version: only for what has to be forgotten, in a registry that lies elsewhere.
   * The version then says what the new package is, and the old one is removed.
   */
  async replacePackage(version: RegisteredVersion, packageDir: string): Promise<void> {
    const { manifest, paths } = await openPackage(packageDir);
    const { version: short, fingerprint } = manifest;
    const { name, added, metrics } = version;
    const record: WrittenVersion = { version: short, fingerprint, added, metrics };
    const files = { folder: packageDir, paths, fingerprint };
    await this.store.replaceVersion(name, record as unknown as JsonObject, files);
    await this.store.remove(packagePath(version));
  }

  /** All versions, oldest first, with those whose package was removed. */
  async versions(): Promise<readonly RegisteredVersion[]> {
    const names = (await this.store.names('versions')).filter((name) => /^v\d+$/.test(name));
    return Promise.all(
      names.toSorted((a, b) => numberOf(a) - numberOf(b)).map((name) => this.#readVersion(name)),
    );
  }

  /**
   * One version by its name, its package brought to this machine and, as what came from elsewhere, checked. Throws
   * `registry/unknown-version`, `registry/collected`, `registry/damaged` naming the file that was changed.
   */
  async version(name: string): Promise<RegisteredVersion> {
    const found = await this.known(name);
    if (found.collected !== undefined) throw collectedError(found);
    if (this.store.isElsewhere) await soundCopy(this.store, found, packagePath(found));
    return found;
  }

  /** What the registry knows of a version, without its package. Throws `registry/unknown-version`. */
  async known(name: string): Promise<RegisteredVersion> {
    const names = await this.store.names('versions');
    if (/^v\d+$/.test(name) && names.includes(name)) return this.#readVersion(name);
    const newest = (await this.versions()).slice(-10).map((version) => `\`${version.name}\``);
    const hint = newest.length === 0 ? 'Run `mlx deploy`.' : `Use one of: ${newest.join(', ')}`;
    throw new MlxError('registry/unknown-version', `The registry has no version \`${name}\``, {
      hints: [hint],
    });
  }

  /** What the package of a version says of itself, not checked. Throws `registry/collected`, `registry/damaged`. */
  async manifest(version: RegisteredVersion): Promise<Manifest> {
    if (version.collected !== undefined) throw collectedError(version);
    return readRecord(this.store, `${packagePath(version)}/manifest.json`);
  }

  /** Every alias with the version it points at. */
  async aliases(): Promise<Readonly<Record<string, string>>> {
    const entries = await Promise.all(
      (await this.aliasNames()).map(async (alias) => [alias, await this.target(alias)] as const),
    );
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  async aliasNames(): Promise<readonly string[]> {
    return (await this.store.names('aliases')).toSorted();
  }

  /** The name of the version an alias points at now, or undefined when it was never set. Cheap enough to poll. */
  async target(alias: string): Promise<string | undefined> {
    return (await this.#moves(alias).last())?.to;
  }

  /** The version an alias points at. Throws `registry/unknown-alias`. */
  async resolve(alias: string): Promise<RegisteredVersion> {
    const name = await this.target(alias);
    if (name !== undefined) return this.version(name);
    throw new MlxError('registry/unknown-alias', `The alias \`${alias}\` points at no version`, {
      hints: ['Run `mlx deploy` to set it'],
    });
  }

  /**
   * Points an alias at a version by compare-and-set, and says so in its history. False, and nothing happens, when it
   * points there already. Throws `registry/alias-moved` when it is not where the caller expects, `registry/unknown-version`,
   * `registry/collected`.
   */
  async setAlias(alias: string, to: string, move: AliasMove): Promise<boolean> {
    if (!/^[a-z][a-z0-9-]*$/.test(alias) || /^v\d+$/.test(alias)) {
      throw new MlxError('usage/bad-option', `\`${alias}\` cannot be the name of an alias`, {
        hints: ['Use small letters, digits and dashes, such as `production`'],
      });
    }
    await this.#stillThere(to);
    const { by, why, at, expected, rollback } = move;
    let before: string | null = null;
    const hasMoved = await this.#moves(alias).append((last) => {
      const from = last?.to ?? null;
      if (expected !== undefined && expected !== from && from !== to) {
        throw movedError(alias, expected, from);
      }
      before = from;
      if (from === to) return undefined;
      return { at, by, why, from, to, ...(rollback && { rollback }) };
    });
    // Whoever collects looks at histories after it has said so: of a collection at the same time, one of the two sees the other.
    if (hasMoved) {
      await this.#stillThere(to).catch(async (error: unknown) => {
        if (before !== null) await this.#takeBack(alias, { from: to, to: before, by, at });
        throw error;
      });
    }
    return hasMoved;
  }

  /** Every move of an alias, oldest first. */
  async history(alias: string): Promise<readonly AliasChange[]> {
    return this.#moves(alias).all();
  }

  /** The version a rollback of the alias returns to, or undefined when there is none. */
  async previousOf(alias: string): Promise<string | undefined> {
    return previousIn(await this.history(alias));
  }

  async #stillThere(name: string): Promise<void> {
    const found = await this.known(name);
    if (found.collected !== undefined) throw collectedError(found);
  }

  async #takeBack(
    alias: string,
    { from, to, by, at }: { from: string; to: string; by: string; at: string },
  ): Promise<void> {
    const why = `${from} was collected at the same time`;
    await this.#moves(alias).append((last) =>
      last?.to === from ? { at, by, why, from, to, rollback: true } : undefined,
    );
  }

  #moves(alias: string): NumberedLog<AliasChange> {
    return new NumberedLog(this.store, `aliases/${alias}`);
  }

  async #readVersion(name: string): Promise<RegisteredVersion> {
    const written = await readRecord<WrittenVersion>(this.store, `versions/${name}/version.json`);
    const collected = await this.store.read(collectedPath(name));
    return {
      name,
      folder: this.store.localPath(packagePath({ name, ...written })),
      ...written,
      ...(collected !== undefined && {
        collected: JSON.parse(collected) as { at: string; by: string },
      }),
    };
  }
}

/** `version.json`. The folder's place says its name, so that a registry can be moved. */
type WrittenVersion = Omit<RegisteredVersion, 'name' | 'folder' | 'collected'>;

function numberOf(name = 'v0'): number {
  return Number(name.slice(1));
}
