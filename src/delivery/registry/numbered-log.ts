import { MlxError } from '../../errors/index.js';
import type { RegistryStore } from './registry-store.js';

/** A history that only grows: `1.json`, `2.json`, … in a folder, each put in place by one step that one writer wins. */
export class NumberedLog<Entry extends object> {
  readonly #store: RegistryStore;
  readonly #folder: string;

  constructor(store: RegistryStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** The newest entry, or undefined when there is none. Cheap enough to poll. */
  async last(): Promise<Entry | undefined> {
    const count = await this.#count();
    return count === 0 ? undefined : this.#read(count);
  }

  /** Every entry, oldest first. Throws `registry/damaged` when one is missing or cannot be read. */
  async all(): Promise<readonly Entry[]> {
    const count = await this.#count();
    return Promise.all(Array.from({ length: count }, (_, index) => this.#read(index + 1)));
  }

  /**
   * Writes what `next` makes of the newest entry, and asks it again when somebody else was faster. False, and nothing is
   * written, when it makes nothing.
   */
  async append(next: (last: Entry | undefined) => Entry | undefined): Promise<boolean> {
    for (;;) {
      const count = await this.#count();
      const entry = next(count === 0 ? undefined : await this.#read(count));
      if (entry === undefined) return false;
      const content = `${JSON.stringify(entry, null, 2)}\n`;
      if (await this.#store.create(this.#path(count + 1), content)) return true;
    }
  }

  async #count(): Promise<number> {
    const names = await this.#store.names(this.#folder);
    return names.reduce(
      (most, name) => Math.max(most, Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)),
      0,
    );
  }

  async #read(number: number): Promise<Entry> {
    return readRecord<Entry>(this.#store, this.#path(number));
  }

  #path(number: number): string {
    return `${this.#folder}/${number}.json`;
  }
}

/** A JSON file of a registry. Throws `registry/damaged` naming it when it is missing or cannot be read. */
export async function readRecord<Value extends object>(
  store: RegistryStore,
  path: string,
): Promise<Value> {
  const named = `\`${store.place}/${path}\``;
  const text = await store.read(path);
  if (text === undefined) throw new MlxError('registry/damaged', `${named} is missing`);
  try {
    return JSON.parse(text) as Value;
  } catch (cause) {
    throw new MlxError('registry/damaged', `${named} cannot be read`, { cause });
  }
}
