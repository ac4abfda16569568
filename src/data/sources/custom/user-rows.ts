import { MlxError, nearestWord } from '../../../errors/index.js';
import { isList, isPlainObject, kindOf } from '../../user-modules/value-kind.js';
import type { SpooledCell } from '../rows/row-spool.js';
import type { StorageType } from '../source.js';
import type { DeclaredColumns } from './user-source.js';

/** Turns what a user's source yields into rows of cells, and holds it against the columns it declares. */
export class UserRows {
  readonly #path: string;
  readonly #declared: boolean;
  readonly #names: string[];
  readonly #places = new Map<string, number>();
  readonly #types: (StorageType | undefined)[];
  #rows = 0;

  constructor(path: string, declared: DeclaredColumns | undefined) {
    this.#path = path;
    this.#declared = declared !== undefined;
    this.#names = [...(declared?.keys() ?? [])];
    this.#types = [...(declared?.values() ?? [])];
    this.#names.forEach((name, at) => this.#places.set(name, at));
  }

  /** The columns so far. */
  get columns(): readonly { readonly name: string; readonly storage: StorageType }[] {
    return this.#names.map((name, at) => ({ name, storage: this.#types[at] ?? 'VARCHAR' }));
  }

  /** A row given as an object. */
  row(given: unknown): readonly SpooledCell[] {
    this.#rows += 1;
    if (!isPlainObject(given))
      throw this.#refuse(`is ${kindOf(given)}, not an object such as { id: 1 }`);
    const cells: SpooledCell[] = [];
    for (const [name, value] of Object.entries(given)) {
      const at = this.#placeOf(name);
      cells[at] = this.#cell(value, at);
    }
    return Array.from(cells);
  }

  /** The rows of a batch given as an object of lists. */
  *batch(given: unknown): Generator<readonly SpooledCell[]> {
    if (!isPlainObject(given)) {
      this.#rows += 1;
      throw this.#refuse(`is in a batch that is ${kindOf(given)}, not an object of lists`);
    }
    const lists = Object.entries(given).map(([name, list]) => {
      if (isList(list)) return { at: this.#placeOf(name), name, list };
      this.#rows += 1;
      throw this.#refuse(`is in a batch whose \`${name}\` is ${kindOf(list)}, not a list`);
    });
    const length = lists[0]?.list.length ?? 0;
    const odd = lists.find(({ list }) => list.length !== length);
    if (odd !== undefined) {
      this.#rows += 1;
      throw this.#refuse(
        `is in a batch with lists of ${length} and of ${odd.list.length} values (\`${odd.name}\`)`,
      );
    }
    for (let row = 0; row < length; row++) {
      this.#rows += 1;
      const cells: SpooledCell[] = [];
      for (const { at, list } of lists) cells[at] = this.#cell(list[row], at);
      yield Array.from(cells);
    }
  }

  #placeOf(name: string): number {
    const at = this.#places.get(name);
    if (at !== undefined) return at;
    if (this.#declared) {
      const nearest = nearestWord(name, this.#names);
      throw this.#refuse(
        `has \`${name}\`, which \`columns\` does not name`,
        nearest === undefined ? `Add \`${name}\` to \`columns\`` : `Did you mean \`${nearest}\`?`,
      );
    }
    this.#places.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  #cell(value: unknown, at: number): SpooledCell {
    if (value === null || value === undefined) return null;
    const type = this.#types[at];
    if (type !== undefined && !fits[type](value)) {
      const wanted = words[type];
      throw this.#refuse(
        `has ${shown(value)} as \`${this.#names[at] ?? ''}\`, which is declared as ${wanted}`,
      );
    }
    if (['string', 'number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Date) {
      return value as SpooledCell;
    }
    if (typeof value === 'object') return JSON.stringify(value);
    throw this.#refuse(`has ${kindOf(value)} as \`${this.#names[at] ?? ''}\``);
  }

  #refuse(what: string, hint = 'Mend what the module yields'): MlxError {
    return new MlxError('data/user-code', `\`${this.#path}\`: row ${this.#rows} ${what}`, {
      hints: [hint],
      place: { file: this.#path },
    });
  }
}

const words = {
  VARCHAR: 'text',
  BIGINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
} as const;

const fits: Readonly<Record<StorageType, (value: unknown) => boolean>> = {
  VARCHAR: () => true,
  BIGINT: (value) => typeof value === 'bigint' || Number.isSafeInteger(value),
  DOUBLE: (value) => typeof value === 'number' || typeof value === 'bigint',
  BOOLEAN: (value) => typeof value === 'boolean',
  TIMESTAMP: (value) => value instanceof Date || (typeof value === 'string' && isIsoText(value)),
};

function isIsoText(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : kindOf(value);
}
