import { MlxError, nearestWord } from './errors/index.js';

/** A fixed set of named things. A failed lookup lists what there is. */
export class Registry<Entry extends { readonly name: string }> {
  readonly kind: string;
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(kind: string, entries: readonly Entry[]) {
    this.kind = kind;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    if (this.#entries.size < entries.length) throw new Error(`two entries of ${kind} share a name`);
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const nearest = nearestWord(name, this.names);
    throw new MlxError('usage/unknown-name', `Unknown ${this.kind} \`${name}\``, {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
        `Use one of: ${this.names.join(', ')}`,
      ],
    });
  }

  [Symbol.iterator](): IterableIterator<Entry> {
    return this.#entries.values();
  }
}
