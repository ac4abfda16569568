import type { FingerprintParts } from '../artifacts/fingerprint.js';
import type { MlxError } from '../errors/index.js';

/** What a service says of the data a stage reads from it. */
export type ServiceState =
  /** The text differs whenever the data does. */
  | { readonly kind: 'known'; readonly text: string }
  /** Nothing tells without reading it all. */
  | { readonly kind: 'unknown' }
  /** The project wants to keep what was read. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'unreachable'; readonly error: MlxError };

/** How a plan deals with what it cannot know. */
export interface ServiceRules {
  /** Which data to read again: what may have changed; also what is to be kept; or none of it. */
  readonly reread: 'due' | 'all' | 'none';
  /** True to fail when a service cannot be reached; otherwise its data is taken to be as it was. */
  readonly insist: boolean;
}

/** What goes into the fingerprint for each service, and what the user should know of those that did not answer. */
export interface SettledServices {
  readonly files: FingerprintParts['files'];
  readonly doubts: readonly string[];
}

/**
 * A text for each service that decides whether its data is read again: its own word where it gives one, the same
 * text as last time to keep what was read, or one that never was before. Throws when a service must answer and does not.
 */
export function settleServices(
  states: Readonly<Record<string, ServiceState>>,
  before: FingerprintParts['files'],
  { reread, insist }: ServiceRules,
): SettledServices {
  const readNow = `${readAt}${new Date().toISOString()}`;
  const settle = (name: string, state: ServiceState): string => {
    const last = before[name] ?? readNow;
    if (state.kind === 'known') return state.text;
    if (state.kind === 'unknown') return reread === 'none' ? last : readNow;
    if (state.kind === 'kept') return reread === 'all' ? readNow : last;
    if (insist) throw state.error;
    return last;
  };
  const entries = Object.entries(states);
  return {
    files: Object.fromEntries(entries.map(([name, state]) => [name, settle(name, state)])),
    doubts: entries.flatMap(([name, { kind }]) =>
      kind === 'unreachable' ? [`${name} cannot be reached`] : [],
    ),
  };
}

/** Whether a text stands for a reading whose data nothing vouches for. */
export function isUnvouched(state: string | undefined): boolean {
  return state?.startsWith(readAt) === true;
}

const readAt = 'read ';
