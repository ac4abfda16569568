import cluster from 'node:cluster';
import type { ServingMetrics } from '../../delivery/serving/metrics.js';
import type { RateKeeper } from '../../delivery/serving/rate-limit.js';
import type { Fleet } from '../../delivery/serving/routes.js';
import type { FleetMessage } from './fleet.js';
import { SharedRate } from './shared-rate.js';

/** A worker's side of its fleet. */
export interface FleetWorker extends Fleet {
  /** Tells the others which version this one serves. */
  readonly serves: (version: string | undefined) => void;
  /** Hands over what it counts, when it is asked. */
  readonly attach: (metrics: ServingMetrics) => void;
  /** Counts who asks how often, over all workers. */
  readonly rate: RateKeeper;
  /** Lets go of the fleet, so that this process can end. */
  readonly leave: () => void;
}

/** The fleet this process is a worker of; undefined when it answers alone. `close` is called when the fleet ends. */
export function fleetOfWorker(close: () => void): FleetWorker | undefined {
  if (!cluster.isWorker) return undefined;
  let state = { versions: [] as readonly string[], ready: 0, workers: 1 };
  let own: ServingMetrics | undefined;
  let last = 0;
  const asked = new Map<number, (text: string) => void>();
  const say = (message: FleetMessage): void => void process.send?.(message);
  const rate = new SharedRate(say);
  process.on('message', (message: FleetMessage) => {
    if (message.mlx === 'fleet') state = message;
    else if (message.mlx === 'taken') rate.told(message);
    else if (message.mlx === 'close') close();
    else if (message.mlx === 'metrics-text') {
      asked.get(message.ask)?.(message.text);
      asked.delete(message.ask);
    } else if (message.mlx === 'own-metrics') {
      void own?.registry
        .getMetricsAsJSON()
        .then((metrics) => say({ mlx: 'metrics', ask: message.ask, metrics }));
    }
  });
  return {
    rate,
    state: () => state,
    metrics: () =>
      new Promise((resolve) => {
        last += 1;
        asked.set(last, resolve);
        say({ mlx: 'all-metrics', ask: last });
      }),
    serves: (version) => say({ mlx: 'state', ...(version !== undefined && { version }) }),
    leave: () => process.disconnect(),
    attach: (metrics) => {
      own = metrics;
    },
  };
}
