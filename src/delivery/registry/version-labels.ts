import { NumberedLog } from './numbered-log.js';
import type { RegistryStore } from './registry-store.js';

/** One thing that was said of a version. Once written it never changes. */
export interface LabelChange {
  /** ISO 8601, as the caller's clock said. */
  readonly at: string;
  readonly by: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** In place of the note there was; an empty one takes it away. */
  readonly note?: string;
}

/** What people say of a version now. */
export interface VersionLabel {
  /** In the order of the alphabet. */
  readonly tags: readonly string[];
  readonly note?: string;
}

/** Tags and notes of versions, with all that was ever said. */
export class VersionLabels {
  readonly #store: RegistryStore;

  constructor(store: RegistryStore) {
    this.#store = store;
  }

  async of(version: string): Promise<VersionLabel> {
    const tags = new Set<string>();
    let said = '';
    for (const { add = [], remove = [], note } of await this.history(version)) {
      for (const tag of add) tags.add(tag);
      for (const tag of remove) tags.delete(tag);
      said = note ?? said;
    }
    return { tags: [...tags].toSorted(), ...(said !== '' && { note: said }) };
  }

  async history(version: string): Promise<readonly LabelChange[]> {
    return this.#log(version).all();
  }

  async change(version: string, change: LabelChange): Promise<VersionLabel> {
    await this.#log(version).append(() => change);
    return this.of(version);
  }

  #log(version: string): NumberedLog<LabelChange> {
    return new NumberedLog(this.#store, `labels/${version}`);
  }
}
