import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPackage, type Package } from '../package-folder.js';
import { mlmodelText } from './mlmodel.js';
import type { PushedVersion } from './pushed-version.js';
import { metricsOf, paramsOf, type Tag, tagsOf } from './run-facts.js';
import { TrackingServer, type TrackingServerAddress } from './tracking-server.js';

/** Where and as what. */
export interface PushTarget extends TrackingServerAddress {
  readonly experiment: string;
  readonly model: string;
  readonly signal: AbortSignal;
}

/** What is on the server now. */
interface Pushed {
  readonly run: string;
  /** Version of the registered model; absent where there is nowhere it could point at. */
  readonly modelVersion?: string;
  /** Files that were put there: none where the server does not proxy artifacts. */
  readonly artifacts: number;
  /** Whether the run was there already, from an earlier push. */
  readonly isKnown: boolean;
}

/**
 * Enters a version as a run of an MLflow server with its figures, settings and files, and as a version of a registered model with the
 * aliases it has. A version that was pushed before only gets its aliases moved. A push that fails marks its run as failed. Throws
 * `mlflow/unreachable`, `mlflow/refused`.
 */
export async function pushVersion(pushed: PushedVersion, target: PushTarget): Promise<Pushed> {
  const server = new TrackingServer(target, target.signal);
  const found = await openPackage(pushed.version.folder);
  const experiment = await experimentOf(server, target.experiment);
  const known = await runOf(server, experiment, pushed.version.fingerprint);
  if (known !== undefined) {
    const modelVersion = await modelVersionOf(server, known, target.model);
    if (modelVersion !== undefined) {
      await pointAliases(server, pushed, { name: target.model, version: modelVersion });
    }
    return { run: known, artifacts: 0, isKnown: true, ...(modelVersion && { modelVersion }) };
  }
  const { run_id: run, artifact_uri: uri } = await newRun(server, experiment, pushed);
  try {
    await logFacts(server, run, { found, pushed });
    const artifacts = await putPackage(server, { run, uri, found });
    const source =
      artifacts > 0
        ? `${uri}/package`
        : pushed.place.startsWith('s3:')
          ? sourceOf(pushed)
          : undefined;
    const modelVersion =
      source === undefined
        ? undefined
        : await newModelVersion(server, { run, source, pushed, target });
    await server.post('runs/update', { run_id: run, status: 'FINISHED', end_time: Date.now() });
    return { run, artifacts, isKnown: false, ...(modelVersion && { modelVersion }) };
  } catch (error) {
    const failed = { run_id: run, status: 'FAILED', end_time: Date.now() };
    await server.post('runs/update', failed).catch(() => undefined);
    throw error;
  }
}

async function experimentOf(server: TrackingServer, name: string): Promise<string> {
  const known = await server.get<{ experiment: { experiment_id: string } }>(
    'experiments/get-by-name',
    { experiment_name: name },
    ['RESOURCE_DOES_NOT_EXIST'],
  );
  if (known !== undefined) return known.experiment.experiment_id;
  const made = await server.post<{ experiment_id: string }>('experiments/create', { name });
  return made?.experiment_id ?? '';
}

/** A finished run of the same package. */
async function runOf(
  server: TrackingServer,
  experiment: string,
  fingerprint: string,
): Promise<string | undefined> {
  const filter = `tags.\`mlx.fingerprint\` = '${fingerprint}' and attributes.status = 'FINISHED'`;
  const found = await server.post<{ runs?: readonly { info: { run_id: string } }[] }>(
    'runs/search',
    { experiment_ids: [experiment], filter, max_results: 1 },
  );
  return found?.runs?.[0]?.info.run_id;
}

async function newRun(
  server: TrackingServer,
  experiment: string,
  pushed: PushedVersion,
): Promise<{ readonly run_id: string; readonly artifact_uri: string }> {
  const { version } = pushed;
  const made = await server.post<{ run: { info: { run_id: string; artifact_uri: string } } }>(
    'runs/create',
    {
      experiment_id: experiment,
      run_name: `${version.name} ${version.version}`,
      start_time: Date.parse(version.added),
    },
  );
  return made?.run.info ?? { run_id: '', artifact_uri: '' };
}

/** In the portions that a server takes at once. */
async function logFacts(
  server: TrackingServer,
  run: string,
  { found, pushed }: { readonly found: Package; readonly pushed: PushedVersion },
): Promise<void> {
  const tags = tagsOf(found, pushed);
  const params = paramsOf(found);
  const metrics = metricsOf(found, Date.parse(pushed.version.added));
  for (let at = 0; at < Math.max(tags.length, params.length, metrics.length); at += 100) {
    await server.post('runs/log-batch', {
      run_id: run,
      ...{ tags: tags.slice(at, at + 100), params: params.slice(at, at + 100) },
      metrics: metrics.slice(at, at + 100),
    });
  }
}

/** Only where the server takes artifacts itself: to its store nobody here may have keys. */
async function putPackage(
  server: TrackingServer,
  { run, uri, found }: { readonly run: string; readonly uri: string; readonly found: Package },
): Promise<number> {
  const [, root] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(uri) ?? [];
  if (root === undefined) return 0;
  for (const path of found.paths) {
    const bytes = await readFile(join(found.folder, path));
    await server.putArtifact(`${root}/package/${path}`, bytes);
  }
  await server.putArtifact(`${root}/package/MLmodel`, Buffer.from(mlmodelText(found, run)));
  return found.paths.length + 1;
}

function sourceOf({ place, version }: PushedVersion): string {
  return `${place}/${version.package ?? ''}`;
}

async function newModelVersion(
  server: TrackingServer,
  {
    run,
    source,
    pushed,
    target: { model: name },
  }: {
    readonly run: string;
    readonly source: string;
    readonly pushed: PushedVersion;
    readonly target: PushTarget;
  },
): Promise<string> {
  await server.post('registered-models/create', { name }, ['RESOURCE_ALREADY_EXISTS']);
  const { version, label } = pushed;
  const tags: Tag[] = [
    { key: 'mlx.name', value: version.name },
    { key: 'mlx.fingerprint', value: version.fingerprint },
    ...label.tags.map((tag) => ({ key: tag, value: 'true' })),
  ];
  const made = await server.post<{ model_version: { version: string } }>('model-versions/create', {
    ...{ name, source, run_id: run, tags: tags.map((tag) => ({ ...tag })) },
    ...(label.note !== undefined && { description: label.note }),
  });
  const number = made?.model_version.version ?? '';
  await pointAliases(server, pushed, { name, version: number });
  return number;
}

async function modelVersionOf(
  server: TrackingServer,
  run: string,
  model: string,
): Promise<string | undefined> {
  const found = await server.get<{ model_versions?: readonly { name: string; version: string }[] }>(
    'model-versions/search',
    { filter: `run_id = '${run}'` },
  );
  return found?.model_versions?.find(({ name }) => name === model)?.version;
}

async function pointAliases(
  server: TrackingServer,
  { aliases }: PushedVersion,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<void> {
  for (const alias of aliases) {
    await server.post('registered-models/alias', { name, alias, version });
  }
}
