import type { JsonObject } from '../../../contracts/json.js';
import { MlxError } from '../../../errors/index.js';
import type { UserModule } from '../../user-modules/load-user-module.js';
import type { StorageType } from '../source.js';

/** What a user's source is handed. */
export interface UserWorld {
  /** What stands beside `type` in the project. */
  readonly params: JsonObject;
  readonly projectDir: string;
  readonly signal: AbortSignal;
}

/** What a user's source declares of its columns: names to types, `undefined` for a type that is inferred. */
export type DeclaredColumns = ReadonlyMap<string, StorageType | undefined>;

/** A user's source, its exports checked. */
export interface UserSource {
  /** Undefined when the rows alone say what columns there are. */
  columns(world: UserWorld): Promise<DeclaredColumns | undefined>;
  /** Either rows as objects, or batches as objects of lists. */
  readonly kind: 'rows' | 'batches';
  read(world: UserWorld): AsyncIterator<unknown>;
}

/** Checks what a module exports. Throws `data/user-module` when it is no source. */
export function userSource({ path, exports, blame }: UserModule): UserSource {
  const kind = typeof exports['batches'] === 'function' ? 'batches' : 'rows';
  const read = exports[kind];
  if (typeof read !== 'function') {
    throw new MlxError('data/user-module', `\`${path}\` exports neither \`rows\` nor \`batches\``, {
      hints: ['Write `export async function* rows({ params, signal }) { yield { id: 1 }; }`'],
      place: { file: path },
    });
  }
  return {
    kind,
    columns: async (world) => {
      const { columns } = exports;
      if (columns === undefined) return undefined;
      try {
        const given: unknown =
          typeof columns === 'function'
            ? await (columns as (world: UserWorld) => unknown)(world)
            : columns;
        return declared(path, given);
      } catch (error) {
        world.signal.throwIfAborted();
        throw blame(error);
      }
    },
    read: (world) => {
      try {
        return iteratorOf(path, (read as (world: UserWorld) => unknown)(world));
      } catch (error) {
        throw blame(error);
      }
    },
  };
}

const storages = {
  text: 'VARCHAR',
  category: 'VARCHAR',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
} as const satisfies Record<string, StorageType>;

function declared(path: string, given: unknown): DeclaredColumns {
  if (Array.isArray(given) && given.every((name) => typeof name === 'string')) {
    return new Map(given.map((name): [string, undefined] => [name, undefined]));
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    const entries = Object.entries(given as Record<string, unknown>);
    if (entries.every(([, type]) => typeof type === 'string' && type in storages)) {
      return new Map(
        entries.map(([name, type]) => [name, storages[type as keyof typeof storages]]),
      );
    }
  }
  throw new MlxError('data/user-module', `\`${path}\`: \`columns\` names no columns`, {
    hints: [
      "Write `export const columns = ['id', 'plan'];`",
      `Or with types, such as { id: 'integer' }: ${Object.keys(storages).join(', ')}`,
    ],
    place: { file: path },
  });
}

function iteratorOf(path: string, given: unknown): AsyncIterator<unknown> {
  const iterable = given as Partial<AsyncIterable<unknown> & Iterable<unknown>> | undefined;
  const asynchronous = iterable?.[Symbol.asyncIterator]?.();
  if (asynchronous !== undefined) return asynchronous;
  const plain = iterable?.[Symbol.iterator]?.();
  if (plain === undefined || typeof given === 'string') {
    throw new MlxError('data/user-module', `\`${path}\`: what it returns cannot be iterated over`, {
      hints: ['Write it as a generator: `export async function* rows(…) { yield …; }`'],
      place: { file: path },
    });
  }
  return (async function* () {
    for (;;) {
      const next: IteratorResult<unknown> = plain.next();
      if (next.done === true) return;
      yield await next.value;
    }
  })();
}
