import type { Emit } from '../../contracts/events.js';
import type { SpawnServer } from './server-process.js';

/** Where and how a project is served on this machine. */
export interface LocalTarget {
  /** The project's `.mlx` folder: registry, state of the server, logs. */
  readonly stateDir: string;
  /** The alias the server follows, such as `production`. */
  readonly alias: string;
  readonly host: string;
  /** 0 keeps the port of the last server, or takes a free one. */
  readonly port: number;
  readonly spawnServer: SpawnServer;
  /** How long a server may take to become ready. */
  readonly timeoutSeconds: number;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The time as ISO 8601, for the history. */
  readonly now: () => string;
  /** Who is responsible, for the history. */
  readonly by: string;
}
