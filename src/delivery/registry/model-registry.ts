import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { openPackage, type Package } from '../package-folder.js';
import type { MetricFigure } from '../package-manifest.js';
import { type AliasChange, previousIn } from './alias-history.js';
import { publishFile, publishFolder, sweep } from './publish.js';

/** A package the registry keeps, whole and for good. */
export interface RegisteredVersion {
  /** `v1`, `v2`, … in the order they were added. */
  readonly name: string;
  /** The package's own version, which a server answers with. */
  readonly version: string;
  readonly fingerprint: string;
  /** The registry's copy of the package. */
  readonly folder: string;
  /** ISO 8601, as the caller's clock said. */
  readonly added: string;
  readonly metrics: Readonly<Record<string, MetricFigure>>;
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
 * Versions and aliases in a folder, without a server and without locks: every version is a folder and every move of
 * an alias a file with the next number, each put in place by one atomic step that only one of several processes wins.
 *
 *     versions/v1/version.json, versions/v1/package/…      aliases/production/1.json, 2.json, …
 */
export class ModelRegistry {
  readonly folder: string;

  /** `folder` is made by the first write. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies a sound package in and names it; a package that is already there keeps its name. Throws `package/invalid`. */
  async addVersion(packageDir: string, at: string): Promise<RegisteredVersion> {
    const found = await openPackage(packageDir);
    await sweep(this.#versionsFolder);
    for (;;) {
      const versions = await this.versions();
      const same = versions.find(({ fingerprint }) => fingerprint === found.manifest.fingerprint);
      if (same !== undefined) return same;
      const name = `v${numberOf(versions.at(-1)?.name) + 1}`;
      const won = await publishFolder(join(this.#versionsFolder, name), (folder) =>
        fillVersion(folder, found, at),
      );
      if (won) return this.version(name);
    }
  }

  /** All versions, oldest first. */
  async versions(): Promise<readonly RegisteredVersion[]> {
    const names = (await namesIn(this.#versionsFolder)).filter((name) => /^v\d+$/.test(name));
    names.sort((a, b) => numberOf(a) - numberOf(b));
    return Promise.all(names.map((name) => this.#readVersion(name)));
  }

  /** One version by its name. Throws `registry/unknown-version`. */
  async version(name: string): Promise<RegisteredVersion> {
    const names = await namesIn(this.#versionsFolder);
    if (/^v\d+$/.test(name) && names.includes(name)) return this.#readVersion(name);
    const newest = (await this.versions()).slice(-10).map((version) => `\`${version.name}\``);
    const hint = newest.length === 0 ? 'Run `mlx deploy`.' : `Use one of: ${newest.join(', ')}`;
    throw new MlxError('registry/unknown-version', `The registry has no version \`${name}\``, {
      hints: [hint],
    });
  }

  /** Every alias with the version it points at. */
  async aliases(): Promise<Readonly<Record<string, string>>> {
    const names = (await namesIn(join(this.folder, 'aliases'))).toSorted();
    const entries = await Promise.all(
      names.map(async (alias) => [alias, (await this.history(alias)).at(-1)?.to] as const),
    );
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** The name of the version an alias points at now, or undefined when it was never set. Cheap enough to poll. */
  async target(alias: string): Promise<string | undefined> {
    const last = (await this.#moves(alias)).at(-1);
    return last === undefined ? undefined : (await this.#readMove(alias, last)).to;
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
   * points there already. Throws `registry/alias-moved` when it is not where the caller expects, `registry/unknown-version`.
   */
  async setAlias(alias: string, to: string, move: AliasMove): Promise<boolean> {
    if (!/^[a-z][a-z0-9-]*$/.test(alias)) {
      throw new MlxError('usage/bad-option', `\`${alias}\` cannot be the name of an alias`, {
        hints: ['Use small letters, digits and dashes, such as `production`'],
      });
    }
    await this.version(to);
    const { by, why, at, expected, rollback } = move;
    for (;;) {
      const moves = await this.#moves(alias);
      const last = moves.at(-1) ?? 0;
      const from = last === 0 ? null : (await this.#readMove(alias, last)).to;
      if (from === to) return false;
      if (expected !== undefined && expected !== from) throw moved(alias, expected, from);
      const change = { at, by, why, from, to, ...(rollback && { rollback }) } satisfies AliasChange;
      const content = `${JSON.stringify(change, null, 2)}\n`;
      if (await publishFile(this.#moveFile(alias, last + 1), content)) return true;
    }
  }

  /** Every move of an alias, oldest first. */
  async history(alias: string): Promise<readonly AliasChange[]> {
    const moves = await this.#moves(alias);
    return Promise.all(moves.map((move) => this.#readMove(alias, move)));
  }

  /** The version a rollback of the alias returns to, or undefined when there is none. */
  async previousOf(alias: string): Promise<string | undefined> {
    return previousIn(await this.history(alias));
  }

  get #versionsFolder(): string {
    return join(this.folder, 'versions');
  }

  #moveFile(alias: string, move: number): string {
    return join(this.folder, 'aliases', alias, `${move}.json`);
  }

  async #moves(alias: string): Promise<readonly number[]> {
    const names = await namesIn(join(this.folder, 'aliases', alias));
    return names
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
  }

  async #readMove(alias: string, move: number): Promise<AliasChange> {
    return readRecord(this.#moveFile(alias, move)) as Promise<AliasChange>;
  }

  async #readVersion(name: string): Promise<RegisteredVersion> {
    const folder = join(this.#versionsFolder, name);
    const written = (await readRecord(join(folder, 'version.json'))) as WrittenVersion;
    return { name, folder: join(folder, 'package'), ...written };
  }
}

/** `version.json`. The folder's place says its name, so that a registry can be moved. */
type WrittenVersion = Omit<RegisteredVersion, 'name' | 'folder'>;

async function fillVersion(folder: string, found: Package, added: string): Promise<void> {
  const { version, fingerprint, metrics, files } = found.manifest;
  for (const path of ['manifest.json', ...Object.keys(files)]) {
    const copy = join(folder, 'package', path);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(found.folder, path), copy);
  }
  const written: WrittenVersion = { version, fingerprint, added, metrics };
  await writeFile(join(folder, 'version.json'), `${JSON.stringify(written, null, 2)}\n`);
}

async function readRecord(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new MlxError('registry/damaged', `\`${path}\` cannot be read`, { cause });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
}

function numberOf(name = 'v0'): number {
  return Number(name.slice(1));
}

function moved(alias: string, expected: string | null, from: string | null): MlxError {
  const where = (name: string | null) => (name === null ? 'no version' : `\`${name}\``);
  return new MlxError(
    'registry/alias-moved',
    `The alias \`${alias}\` points at ${where(from)} now, and at ${where(expected)} when this began`,
    { hints: ['Look at what was deployed in the meantime, then run the command again'] },
  );
}
