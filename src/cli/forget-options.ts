import type { ErasureWorld } from '../erasure/find-person.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import type { Session } from './session.js';

/** Whom or what to forget, and how. */
export interface ForgetOptions extends ProjectOptions {
  readonly subject?: string;
  readonly column?: string;
  readonly expired?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What an erasure works with. */
export interface ErasureSession {
  readonly session: Session;
  readonly context: Context;
  readonly world: ErasureWorld;
}
