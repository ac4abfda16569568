import type { Emit } from '../contracts/events.js';
import type { BrokenImage } from '../data/images/decode-images.js';
import type { ImageWorld } from '../data/images/image-world.js';
import { openBaseModel } from '../learning/compute/base-model.js';

/** Where paths of images start from, and who hears of broken ones. */
export interface ImagePlace {
  readonly folder: string;
  readonly emit: Emit;
}

/** What decoding images may use; without a folder, no file. */
export function worldOf(folder: string | undefined): ImageWorld {
  return { folder, openBase: openBaseModel };
}

/** Gathers the broken images of a split, which count as missing. */
export class BrokenImages {
  readonly #found = new Map<string, BrokenImage[]>();

  add(broken: ReadonlyMap<string, readonly BrokenImage[]>): void {
    for (const [column, images] of broken) {
      this.#found.set(column, [...(this.#found.get(column) ?? []), ...images]);
    }
  }

  /** One warning for each column names the first few. */
  tell(emit: Emit): void {
    for (const [column, images] of this.#found) {
      const named = images.slice(0, mostNamed).map(({ what, why }) => `${what} ${why}`);
      const count = images.length === 1 ? 'An image' : `${images.length} images`;
      const verb = images.length === 1 ? 'counts' : 'count';
      emit({
        type: 'warning',
        text: `${count} of \`${column}\` cannot be read and ${verb} as missing: ${named.join('; ')}${images.length > mostNamed ? '; …' : ''}`,
        hint: 'Mend them or take their rows out of the source',
      });
    }
  }
}

const mostNamed = 3;
