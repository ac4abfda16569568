import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { metricsOfAll, type WorkerMetrics } from '../../delivery/serving/metrics.js';
import type { Rate } from '../../delivery/serving/rate-limit.js';
import type { FleetState } from '../../delivery/serving/routes.js';
import type { ServeLog } from './serve-log.js';
import { type RateMessage, rateDesk } from './shared-rate.js';

/** What a worker and the process above it tell each other. */
export type FleetMessage =
  | { readonly mlx: 'state'; readonly version?: string }
  | ({ readonly mlx: 'fleet' } & FleetState)
  | { readonly mlx: 'all-metrics'; readonly ask: number }
  | { readonly mlx: 'own-metrics'; readonly ask: number }
  | { readonly mlx: 'metrics'; readonly ask: number; readonly metrics: WorkerMetrics }
  | { readonly mlx: 'metrics-text'; readonly ask: number; readonly text: string }
  | { readonly mlx: 'close' }
  | RateMessage;

/** How many processes answer, and how they are started. */
interface FleetOptions {
  readonly workers: number;
  /** The command line of a worker, without node. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: ServeLog;
  /** How often one caller may ask the workers together. */
  readonly rate?: Rate;
  /** When it aborts, all workers finish what is under way and end. */
  readonly signal: AbortSignal;
  /** How long a worker may take to do so before it is killed. */
  readonly graceSeconds: number;
  /** Called once, when the first worker listens. */
  readonly listening: (state: () => FleetState) => Promise<void>;
}

/**
 * Runs several processes that answer on one port, and puts a new one in the place of each that is lost: at once, or after a growing
 * pause when it did not live long. Resolves when the signal has aborted and all of them have ended; throws when none ever listened.
 */
export async function runFleet(options: FleetOptions): Promise<void> {
  const { workers, command, environment, log, signal, graceSeconds } = options;
  const [exec = '', ...args] = command;
  cluster.setupPrimary({ exec, args });
  const states = new Map<number, { version?: string }>();
  const metrics = metricsDesk(states);
  const takeTokens = rateDesk(options.rate);
  const tellAll = (): void => tell({ mlx: 'fleet', ...fleetState(states, workers) });
  let announced = false;
  let early = 0;
  const ended: Promise<unknown>[] = [];

  const start = (): void => {
    const startedAt = performance.now();
    const worker = cluster.fork({ ...environment });
    let listened = false;
    worker.on('listening', () => {
      listened = true;
      if (announced) return;
      announced = true;
      void options.listening(() => fleetState(states, workers));
    });
    worker.on('message', (message: FleetMessage) => {
      if (message.mlx === 'state') {
        states.set(worker.id, {
          ...(message.version !== undefined && { version: message.version }),
        });
        tellAll();
      } else if (message.mlx === 'take') {
        if (worker.isConnected()) worker.send(takeTokens(message), () => undefined);
      } else metrics.told(worker, message);
    });
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    ended.push(exited);
    worker.once('exit', (code: number | null, by: string | null) => {
      states.delete(worker.id);
      tellAll();
      if (signal.aborted) return;
      early = performance.now() - startedAt < shortLifeMs ? early + 1 : 0;
      log.warn({ worker: worker.process.pid, code, signal: by }, 'worker lost, starting another');
      if (!listened && !announced && early >= workers) {
        giveUp();
        return;
      }
      void sleep(early === 0 ? 0 : Math.min(10_000, 100 * 2 ** early), undefined, { signal }).then(
        start,
        () => undefined,
      );
    });
  };
  let giveUp: () => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    giveUp = () => reject(new Error('No worker could start; what it wrote says why'));
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  for (let count = 0; count < workers; count++) start();
  await over;
  tell({ mlx: 'close' });
  const kill = setTimeout(() => {
    for (const worker of living()) worker.process.kill('SIGKILL');
  }, graceSeconds * 1000);
  await Promise.all(ended);
  clearTimeout(kill);
}

const shortLifeMs = 2000;

function living(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function tell(message: FleetMessage): void {
  for (const worker of living()) if (worker.isConnected()) worker.send(message, () => undefined);
}

function fleetState(
  states: ReadonlyMap<number, { readonly version?: string }>,
  workers: number,
): FleetState {
  const versions = [...states.values()].flatMap(({ version }) => version ?? []);
  return { versions: [...new Set(versions)], ready: versions.length, workers };
}

/** Collects the metrics of all workers for the one that was asked; who does not answer in time is left out. */
function metricsDesk(states: ReadonlyMap<number, unknown>): {
  readonly told: (worker: Worker, message: FleetMessage) => void;
} {
  let last = 0;
  const open = new Map<number, { readonly found: WorkerMetrics[]; readonly finish: () => void }>();
  return {
    told: (worker, message) => {
      if (message.mlx === 'metrics') {
        const asked = open.get(message.ask);
        asked?.found.push(message.metrics);
        if (asked !== undefined && asked.found.length >= states.size) asked.finish();
      }
      if (message.mlx !== 'all-metrics') return;
      last += 1;
      const ask = last;
      const found: WorkerMetrics[] = [];
      const finish = (): void => {
        if (!open.delete(ask)) return;
        clearTimeout(timer);
        void metricsOfAll(found).then((text) => {
          if (worker.isConnected()) worker.send({ mlx: 'metrics-text', ask: message.ask, text });
        });
      };
      const timer = setTimeout(finish, 1000);
      open.set(ask, { found, finish });
      tell({ mlx: 'own-metrics', ask });
    },
  };
}
