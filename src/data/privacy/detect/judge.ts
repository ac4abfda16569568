import type { Column } from '../../../contracts/table.js';
import { type PersonalKind, plainName } from './kind.js';

/** A kind a column was found to be of. */
export interface Judged {
  readonly kind: PersonalKind;
  readonly checked: number;
  readonly valid: number;
  /** Some of those that passed. */
  readonly examples: readonly string[];
  /** Whether the name of the column speaks for it. */
  readonly byName: boolean;
}

/** The kind of personal data that different values of a column are, if any: the surest that holds. */
export function judge(
  { name, type }: Pick<Column, 'name' | 'type'>,
  values: readonly string[],
  kinds: readonly PersonalKind[],
): Judged | undefined {
  const plain = plainName(name);
  const held = kinds
    .filter((kind) => kind.types.includes(type))
    .filter((kind) => kind.proof !== 'name' || kind.hint.test(plain))
    .map((kind) => ({ ...tried(kind, values, type === 'integer'), byName: kind.hint.test(plain) }))
    .filter(holds);
  return held.toSorted((a, b) => surenessOf(b) - surenessOf(a))[0];
}

function tried(
  kind: PersonalKind,
  values: readonly string[],
  plainNumbers: boolean,
): Omit<Judged, 'byName'> {
  const whole = new RegExp(`^(?:${kind.pattern})$`, 'u');
  const { digits } = kind;
  const passing = values.filter((value) => {
    const padded = plainNumbers && digits !== undefined ? value.padStart(digits, '0') : value;
    return whole.test(padded) && kind.valid(padded);
  });
  return { kind, checked: values.length, valid: passing.length, examples: passing.slice(0, 3) };
}

/**
 * A check digit lets one in ten random numbers pass, so without a name that says so nearly all of at least twenty
 * different numbers have to.
 */
function holds({ kind, checked, valid, byName }: Judged): boolean {
  if (checked === 0 || valid === 0) return false;
  const share = valid / checked;
  if (kind.proof === 'name') return share >= (kind.least ?? 0.5);
  if (kind.proof === 'checksum') return byName ? share >= 0.5 : share >= 0.9 && valid >= 20;
  return byName ? share >= 0.1 : share >= 0.5 && valid >= 2;
}

/** What the values prove by themselves counts for more than a name; a name beside it for more still. */
function surenessOf({ kind, checked, valid, byName }: Judged): number {
  const proof = kind.proof === 'name' ? 0 : kind.proof === 'checksum' ? 2 : 3;
  return proof + (byName ? 2 : 0) + valid / checked;
}
