import type { JsonObject } from '../../../contracts/json.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { Column, ColumnType } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import type { Workbench } from '../../draft.js';
import type { KeyedHashes } from '../hmac-sql.js';

/** What an action may use. */
interface ActionWorld {
  readonly bench: Pick<Workbench, 'database' | 'projectDir' | 'signal'>;
  /** The rows before any action, in SQL fit to stand after FROM. */
  readonly relation: string;
  readonly hashes: KeyedHashes;
}

/** What an action makes of a column. */
export interface ProtectedCell {
  /** The new cell in SQL; undefined when the column goes. */
  readonly cell: string | undefined;
  readonly type: ColumnType;
}

/** A way to protect a column. To add one: write its file, add its line. */
export interface PrivacyAction<Declared extends Params = Params> {
  readonly name: string;
  readonly summary: string;
  readonly params: Declared;
  /** Params that must be given. */
  readonly required: readonly string[];
  /** Whether what is left may be learnt from. What stands for one person only may not: it says nothing of the next. */
  readonly mayBeFeature: boolean;
  /** What is wrong between its settings, in words. */
  complaint?(settings: JsonObject): string | undefined;
  protect(
    column: Pick<Column, 'name' | 'type'>,
    params: ValuesOf<Declared>,
    world: ActionWorld,
  ): Promise<ProtectedCell>;
}

/** Infers the values of an action's params from its own definition. */
export function defineAction<const Declared extends Params>(
  action: PrivacyAction<Declared>,
): PrivacyAction {
  return action;
}

/** Params of every action that needs a key. */
export const keyParam = {
  key: {
    type: 'string',
    minLength: 1,
    description:
      'Secret key of 16 characters or more, by reference: `${env:NAME}` or `${file:PATH}`',
  },
} as const satisfies Params;

/** Refuses a key that can be found by trying. Throws `privacy/weak-key`, without the key. */
export function requireStrongKey(key: string | undefined, column: string): string {
  if (key !== undefined && key.length >= 16 && new Set(key).size >= 5) return key;
  throw new MlxError('privacy/weak-key', `The key for \`${column}\` is too short or too simple`, {
    hints: [
      'Use a random key of 16 characters or more, such as what `openssl rand -base64 32` prints',
    ],
  });
}
