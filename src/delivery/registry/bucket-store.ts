import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { Bucket, type BucketPlace } from './bucket.js';
import { publishFolder, sweep } from './publish.js';
import { jsonText, type PackageFiles, type RegistryStore } from './registry-store.js';

/**
 * A registry in a bucket of S3, shared by whoever may write there. The objects of a package go first, below a name that nobody
 * else has; the record that names them makes the version, and is one conditional write. So a writer that is killed leaves objects
 * that no version knows, which `sweep` removes, and never half a version. Packages are copied to this machine when they are used.
 *
 *     versions/v1/version.json → packages/7ce784317a0f-…/…      aliases/…, labels/… as in a folder
 */
export class BucketStore implements RegistryStore {
  readonly place: string;
  readonly pollMs = 3000;
  readonly isElsewhere = true;
  readonly #bucket: Bucket;
  readonly #copies: string;
  readonly #uploaded = new WeakMap<PackageFiles, string>();
  /** What was read, by path: records never change. */
  readonly #known = new Map<string, string>();

  /** `cache` is a folder of this machine for copies of packages. */
  constructor(place: BucketPlace, cache: string) {
    this.#bucket = new Bucket(place);
    this.place = this.#bucket.place;
    const { endpoint = '' } = place.connection;
    const key = createHash('sha256').update(`${endpoint} ${this.place}`).digest('hex');
    this.#copies = join(cache, key.slice(0, 16));
  }

  names(folder: string): Promise<readonly string[]> {
    return this.#bucket.names(folder);
  }

  async read(path: string): Promise<string | undefined> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const bytes = await this.#bucket.read(path);
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString('utf8');
    if (!mayGo.test(path)) this.#known.set(path, text);
    return text;
  }

  create(path: string, content: string): Promise<boolean> {
    return this.#bucket.create(path, content);
  }

  async createVersion(name: string, record: JsonObject, files: PackageFiles): Promise<boolean> {
    const path = this.#uploaded.get(files) ?? (await this.#upload(files));
    this.#uploaded.set(files, path);
    return this.create(`versions/${name}/version.json`, jsonText({ ...record, package: path }));
  }

  async replaceVersion(name: string, record: JsonObject, files: PackageFiles): Promise<void> {
    const path = `versions/${name}/version.json`;
    const place = await this.#upload(files);
    await this.#bucket.write(path, Buffer.from(jsonText({ ...record, package: place })));
    this.#known.delete(path);
  }

  localPath(path: string): string {
    return join(this.#copies, path);
  }

  async fetch(path: string, { anew = false } = {}): Promise<void> {
    const copy = this.localPath(path);
    if (anew) await rm(copy, { recursive: true, force: true });
    else if ((await stat(copy).catch(() => undefined)) !== undefined) return;
    const objects = await this.#bucket.below(path);
    if (objects.length === 0) {
      throw new MlxError('registry/damaged', `\`${this.place}/${path}\` is missing`, {
        hints: ['Restore it from a backup or from the versions that the bucket keeps'],
      });
    }
    await sweep(dirname(copy));
    await publishFolder(copy, async (folder) => {
      await inTurns(objects, async (object) => {
        const own = object.path.slice(path.length + 1);
        // A name that leads out of the folder is none that mlx has written.
        if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(own)) return;
        const bytes = await this.#bucket.read(object.path);
        await mkdir(dirname(join(folder, own)), { recursive: true });
        await writeFile(join(folder, own), bytes ?? new Uint8Array());
      });
    });
  }

  async remove(path: string): Promise<void> {
    await rm(this.localPath(path), { recursive: true, force: true });
    await inTurns(await this.#bucket.below(path), (object) => this.#bucket.remove(object.path));
    await this.#bucket.remove(path);
  }

  async sweep(needed: ReadonlySet<string>, olderThanMs = dayMs): Promise<number> {
    let swept = 0;
    for (const name of await this.#bucket.names('packages')) {
      const path = `packages/${name}`;
      if (needed.has(path)) continue;
      const objects = await this.#bucket.below(path);
      if (objects.some(({ changed }) => changed.getTime() > Date.now() - olderThanMs)) continue;
      await inTurns(objects, (object) => this.#bucket.remove(object.path));
      swept++;
    }
    return swept;
  }

  async #upload({ folder, paths, fingerprint }: PackageFiles): Promise<string> {
    const place = `packages/${fingerprint.slice(0, 12)}-${randomUUID().slice(0, 8)}`;
    await inTurns(paths, async (path) => {
      await this.#bucket.write(`${place}/${path}`, await readFile(join(folder, path)));
    });
    return place;
  }
}

/** Whoever still writes has written within a day. */
const dayMs = 86_400_000;
const mayGo = /\/collected\.json$/;

/** A few at a time: many small requests wait for the network, and not for each other. */
async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += 8) {
    await Promise.all(items.slice(at, at + 8).map(work));
  }
}
