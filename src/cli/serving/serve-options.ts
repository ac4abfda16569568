import type { WantedPort } from '../../delivery/serving/ports.js';
import type { ProjectOptions } from '../common-options.js';

/** What to serve, and where. */
export interface ServeOptions extends ProjectOptions {
  readonly package?: string;
  readonly alias?: string;
  readonly host: string;
  readonly port: WantedPort;
  readonly workers?: number | 'auto';
  /** Make a key of that name, and serve nothing. */
  readonly newKey?: string;
  /** For servers that a deployment starts: what they call themselves, where they say so, whom they must not outlive. */
  readonly instance?: string;
  readonly announce?: string;
  readonly owner?: number;
}
