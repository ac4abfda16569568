import { LateDatabase } from '../data/tables/late-database.js';
import { rowsToBatch } from '../data/tables/rows-to-batch.js';
import { openPackage } from '../delivery/package-folder.js';
import { registryOf } from '../delivery/rollout/local.js';
import { watchAlias } from '../delivery/serving/alias-watcher.js';
import { ModelHolder, type ServedModel, servedModel } from '../delivery/serving/model-holder.js';
import { type RunningServer, startServer } from '../delivery/serving/server.js';
import { packagePredictor } from '../stages/load-predictor.js';
import { renderError } from '../ui/render-error.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { findPackage, stateOf } from './find-package.js';
import { writeJson } from './output.js';
import { enforceProjectPolicy } from './package-policy.js';

/** What to serve, and where. */
export interface ServeOptions extends ProjectOptions {
  readonly package?: string;
  readonly alias?: string;
  readonly host: string;
  readonly port: number;
  /** For servers that a deployment starts: what they call themselves, where they say so, whom they must not outlive. */
  readonly instance?: string;
  readonly announce?: string;
  readonly owner?: number;
}

/** Serves a package, or what an alias points at, until the signal; then finishes what is under way. */
export async function serve(options: ServeOptions, context: Context): Promise<void> {
  const models = new ModelHolder();
  // One row at a time is quickest on one thread, and leaves the others to other requests.
  await using shaping = new LateDatabase({ threads: 1 });
  const stopping = new AbortController();
  const signal = AbortSignal.any([context.signal, stopping.signal]);
  if (options.alias === undefined)
    models.swap(await load(await findPackage(options, context), { options, context, shaping }));
  const { instance, announce, owner, host, port } = options;
  const server = await startServer({
    ...{ models, host, port, signal },
    toBatch: (rows, { inputs }) => {
      const read = rowsToBatch(rows, inputs);
      return read.ok ? read.batch : read;
    },
    log: ({ error }) => {
      if (error !== undefined) context.stderr.write(renderError(error, { verbose: true }));
    },
    ...(instance !== undefined && { instance }),
    ...(announce !== undefined && { announce }),
    ...(owner !== undefined && { owner }),
  });
  tell(server, models, { options, context });
  const watching =
    options.alias === undefined
      ? undefined
      : follow(options.alias, models, { options, context, signal, shaping });
  await server.closed;
  stopping.abort();
  await watching;
}

async function load(folder: string, { options, context, shaping }: Loading): Promise<ServedModel> {
  const found = await openPackage(folder);
  await enforceProjectPolicy(found, options, context);
  return servedModel(found, await packagePredictor(found, { database: shaping.open }));
}

interface World {
  readonly options: ServeOptions;
  readonly context: Context;
}

interface Loading extends World {
  readonly shaping: LateDatabase;
}

interface Following extends Loading {
  readonly signal: AbortSignal;
}

function follow(
  alias: string,
  models: ModelHolder,
  { options, context, signal, shaping }: Following,
): Promise<void> {
  return watchAlias({
    registry: registryOf(stateOf(options, context)),
    alias,
    models,
    load: (folder) => load(folder, { options, context, shaping }),
    signal,
    report: (event) => {
      if (event.type === 'swapped') {
        context.stderr.write(`serving ${event.to} (${event.version})\n`);
      } else {
        context.stderr.write(`cannot serve ${event.to}\n${renderError(event.error)}`);
      }
    },
  });
}

function tell(
  { url, host, port }: RunningServer,
  models: ModelHolder,
  { options, context }: World,
): void {
  const version = models.current?.predictor.version ?? null;
  if (options.json === true) writeJson(context, 'mlx.serve/1', { url, host, port, version });
  else if (options.quiet !== true) {
    const what = version ?? `what \`${options.alias ?? ''}\` points at`;
    context.stdout.write(`serving ${what} at ${url}\nstop with Ctrl-C\n`);
  }
}
