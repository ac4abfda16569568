import { availableParallelism } from 'node:os';
import { LateDatabase } from '../data/tables/late-database.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { openPackage } from '../delivery/package-folder.js';
import { watchAlias } from '../delivery/serving/alias-watcher.js';
import { ModelHolder, type ServedModel, servedModel } from '../delivery/serving/model-holder.js';
import { portFor } from '../delivery/serving/ports.js';
import type { ServerOptions } from '../delivery/serving/server.js';
import { startServer } from '../delivery/serving/server.js';
import { packagePredictor } from '../stages/load-predictor.js';
import type { Context } from './context.js';
import { findPackage, stateOf } from './find-package.js';
import { enforceProjectPolicy } from './package-policy.js';
import { openRegistry } from './registry/open-registry.js';
import { ServedExplainer } from './serving/explain-served.js';
import { fleetOfWorker } from './serving/fleet-worker.js';
import { type LoadedSettings, loadSettings } from './serving/load-settings.js';
import { newKey } from './serving/new-key.js';
import { type ServeLog, serveLog } from './serving/serve-log.js';
import type { ServeOptions } from './serving/serve-options.js';
import { serveWithWorkers } from './serving/serve-workers.js';
import { serverOptions } from './serving/server-options.js';
import { tellOfServer } from './serving/tell-of-server.js';

/** Serves a package, or what an alias points at, until the signal; then finishes what is under way. */
export async function serve(options: ServeOptions, context: Context): Promise<void> {
  if (options.newKey !== undefined) {
    newKey(options.newKey, options, context);
    return;
  }
  const loaded = await loadSettings(options, context);
  const log = await serveLog(loaded.settings.log, context);
  const wanted = options.workers ?? loaded.settings.workers;
  const workers = wanted === 'auto' ? availableParallelism() : wanted;
  const trial = options.owner !== undefined;
  const stopping = new AbortController();
  const fleet = fleetOfWorker(() => stopping.abort());
  if (workers > 1 && !trial && fleet === undefined) {
    return serveWithWorkers({ options, context, loaded, log, workers });
  }
  const signal = AbortSignal.any([context.signal, stopping.signal]);
  const stop = (): void => stopping.abort();
  await serveHere({ options, context, loaded, log, workers, signal, fleet, stop });
}

interface Here {
  readonly options: ServeOptions;
  readonly context: Context;
  readonly loaded: LoadedSettings;
  readonly log: ServeLog;
  /** Processes that answer together; they are one fleet when there are several. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly fleet: ReturnType<typeof fleetOfWorker>;
  readonly stop: () => void;
}

/** Answers in this process. */
async function serveHere(here: Here): Promise<void> {
  const { options, context, loaded, log, fleet, stop } = here;
  const models = new ModelHolder();
  // One row at a time is quickest on one thread, and leaves the others to other requests.
  await using shaping = new LateDatabase({ threads: 1 });
  const explainer = new ServedExplainer();
  const load = (folder: string) => loadModel(folder, { shaping, explainer }, here);
  if (options.alias === undefined) models.swap(await load(await findPackage(options, context)));
  const { host } = options;
  // A worker is told its port, and asking whether it is free would take it.
  const port = options.port === 'auto' ? await portFor(host, 'auto') : options.port;
  const settings = await ownSettings(here);
  const { beside, watching } = followOthers(here, load);
  const server = await startServer({
    ...settings,
    ...{ models, host, port, signal: here.signal, beside },
    toBatch: (rows, { inputs }) => {
      const read = rowsToBatch(rows, inputs);
      return read.ok ? read.batch : read;
    },
    log,
    explain: explainer.explain,
    ...identity(here),
  });
  const version = models.current?.predictor.version;
  if (fleet === undefined) tellOfServer(server, version ?? null, { options, context, loaded });
  else {
    fleet.attach(server.metrics);
    fleet.serves(version);
  }
  if (options.alias !== undefined) watching.push(follow(options.alias, models, { ...here, load }));
  await server.closed;
  stop();
  await Promise.all(watching);
  await settings.predictions?.close();
  fleet?.leave();
}

/** By what others know this server, and whom it belongs to. A worker leaves the announcement to its fleet. */
function identity({ options, fleet }: Here): Partial<ServerOptions> {
  const { instance, announce, owner } = options;
  return {
    ...(instance !== undefined && { instance }),
    ...(announce !== undefined && fleet === undefined && { announce }),
    ...(owner !== undefined && { owner }),
    ...(fleet && { fleet, rateKeeper: fleet.rate }),
  };
}

/** A trial server answers its deploy alone, on loopback and for seconds: it asks for no keys and keeps no rows. */
async function ownSettings({
  options,
  context,
  loaded,
  log,
  workers,
  fleet,
}: Here): Promise<Partial<ServerOptions>> {
  const { settings, dir, protectedColumns } = loaded;
  const all = await serverOptions(settings, {
    ...{ dir, state: stateOf(options, context), protectedColumns },
    failed: (error) => log.failed(error, 'the prediction log cannot be written'),
    workers: fleet === undefined ? 1 : workers,
  });
  if (options.owner === undefined) return all;
  const { limits, batching, fallback } = all;
  return {
    ...(limits && { limits }),
    ...(batching && { batching }),
    ...(fallback && { fallback }),
  };
}

async function loadModel(
  folder: string,
  { shaping, explainer }: { readonly shaping: LateDatabase; readonly explainer: ServedExplainer },
  { options, context }: Pick<Here, 'options' | 'context'>,
): Promise<ServedModel> {
  const found = await openPackage(folder);
  await enforceProjectPolicy(found, options, context);
  const model = servedModel(found, await packagePredictor(found, { database: shaping.open }));
  explainer.know(model, found);
  return model;
}

interface Following extends Here {
  readonly load: (folder: string) => Promise<ServedModel>;
}

/** The versions beside the one that is served, each following its alias. */
function followOthers(
  here: Here,
  load: Following['load'],
): { readonly beside: NonNullable<ServerOptions['beside']>; readonly watching: Promise<void>[] } {
  const { shadow, split } = here.loaded.settings.rollout;
  const watching: Promise<void>[] = [];
  if (here.options.owner !== undefined) return { beside: {}, watching };
  const holderOf = (alias: string): ModelHolder => {
    const holder = new ModelHolder();
    watching.push(follow(alias, holder, { ...here, load, fleet: undefined }));
    return holder;
  };
  return {
    watching,
    beside: {
      ...(shadow !== undefined && { shadow: holderOf(shadow.alias) }),
      ...(split !== undefined && {
        split: { models: holderOf(split.alias), share: split.share, by: split.by },
      }),
    },
  };
}

async function follow(alias: string, models: ModelHolder, here: Following): Promise<void> {
  const { options, context, signal, load, log, fleet } = here;
  const registry = await openRegistry(options, context);
  return watchAlias({
    ...{ registry, alias, models, load, signal, pollMs: registry.store.pollMs },
    report: (event) => {
      if (event.type === 'swapped') {
        fleet?.serves(event.version);
        log.info({ alias, serving: event.to, version: event.version }, 'swapped');
      } else log.failed(event.error, `cannot serve ${event.to} of ${alias}`);
    },
    previous: here.loaded.settings.rollout.fallback.to === 'previous',
  });
}
