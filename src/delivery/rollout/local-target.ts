import type { Emit } from '../../contracts/events.js';
import type { ModelRegistry } from '../registry/model-registry.js';
import type { WantedPort } from '../serving/ports.js';
import type { SpawnServer } from './server-process.js';

/** Where and how a project is served on this machine. */
export interface LocalTarget {
  /** The project's `.mlx` folder: state of the server, logs, and the registry if that is nowhere else. */
  readonly stateDir: string;
  /** The registry, where it is not in `stateDir`. */
  readonly registry?: ModelRegistry;
  /** The alias the server follows, such as `production`. */
  readonly alias: string;
  readonly host: string;
  /** `auto` and 0 keep the port of the last server where that is free. */
  readonly port: WantedPort;
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
