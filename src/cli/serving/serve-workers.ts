import {
  announceServer,
  type Readiness,
  startProbe,
  urlOf,
} from '../../delivery/serving/announcement.js';
import { portFor } from '../../delivery/serving/ports.js';
import type { FleetState } from '../../delivery/serving/routes.js';
import type { Context } from '../context.js';
import { findPackage } from '../find-package.js';
import { runFleet } from './fleet.js';
import type { LoadedSettings } from './load-settings.js';
import type { ServeLog } from './serve-log.js';
import type { ServeOptions } from './serve-options.js';
import { rateOf } from './server-options.js';
import { tellOfServer } from './tell-of-server.js';

/** Serves with several processes, and looks after them. */
export async function serveWithWorkers(world: {
  readonly options: ServeOptions;
  readonly context: Context;
  readonly loaded: LoadedSettings;
  readonly log: ServeLog;
  readonly workers: number;
}): Promise<void> {
  const { options, context, loaded, log, workers } = world;
  const { host, instance = '', announce } = options;
  // All workers, and those that replace them, need the same one.
  const port = await portFor(host, options.port);
  // The newest package of this moment, for workers that are started later too.
  const what =
    options.alias === undefined
      ? ['--package', await findPackage(options, context)]
      : ['--alias', options.alias];
  const command = [
    ...context.self.slice(1),
    ...['serve', '--project', options.project, ...what, '--host', host, '--port', String(port)],
    ...['--workers', String(workers)],
    ...options.env.flatMap((name) => ['--env', name]),
    ...options.set.flatMap((assignment) => ['--set', assignment]),
    ...(instance === '' ? [] : ['--instance', instance]),
  ];
  const { rate, tls } = loaded.settings.security;
  const url = urlOf(host, port, tls !== undefined);
  const mutual = tls?.client_ca !== undefined;
  await runFleet({
    ...{ workers, command, log, signal: context.signal, environment: context.environment },
    ...(rate !== undefined && { rate: rateOf(rate) }),
    graceSeconds: loaded.settings.limits.drain_seconds + 5,
    listening: async (state) => {
      tellOfServer({ url, host, port }, null, { options, context, loaded, workers });
      if (announce === undefined) return;
      const said = { pid: process.pid, host, port, instance, url };
      // It lives as long as this process, whichever workers come and go.
      const probe = mutual ? await startProbe(() => readinessOf(state(), instance)) : undefined;
      await announceServer(announce, { ...said, ...(probe && { probe: probe.url }) });
    },
  });
}

/** What the workers say together: a version once all that are ready serve it. */
function readinessOf({ versions, ready, workers }: FleetState, instance: string): Readiness {
  const [version] = versions.length === 1 ? versions : [];
  return {
    ready: version !== undefined,
    ...(version !== undefined && { version }),
    instance,
    workers: { ready, of: workers },
  };
}
