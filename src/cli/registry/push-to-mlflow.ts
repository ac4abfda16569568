import type { JsonObject } from '../../contracts/json.js';
import { pushVersion } from '../../delivery/mlflow/push-version.js';
import { MlxError } from '../../errors/index.js';
import type { RegistrySettings } from '../../project/project-schema.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { openRecords } from '../open-records.js';
import { writeJson } from '../output.js';
import { findVersion, openRegistry } from './open-registry.js';
import { runsBehind } from './runs-behind.js';

/** Options of `mlx registry push`. */
export interface PushOptions extends ProjectOptions {
  readonly mlflow?: string;
  readonly experiment?: string;
  readonly model?: string;
}

/** Tells an MLflow server of a version, and prints what is there now or `mlx.registry-push/1`. */
export async function pushToMlflow(
  wanted: string,
  options: PushOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const version = await registry.version((await findVersion(registry, wanted)).name);
  const settings = await mlflowSettings(options, context);
  const url = serverUrl(options, settings, context);
  const { name: project } = await registry.manifest(version);
  const experiment = options.experiment ?? settings.experiment ?? project;
  const model = options.model ?? settings.model ?? project;
  const aliases = Object.entries(await registry.aliases()).flatMap(([alias, name]) =>
    name === version.name ? [alias] : [],
  );
  const pushed = await pushVersion(
    {
      ...{ version, label: await registry.labels.of(version.name), aliases },
      place: registry.store.place,
      tags: await runTags(version.fingerprint, options, context),
    },
    { url, ...credentials(settings, context), experiment, model, signal: context.signal },
  );
  const told = { ...pushed, name: version.name, url, experiment, model, aliases };
  if (options.json === true) writeJson(context, 'mlx.registry-push/1', pushJson(told));
  else if (options.quiet !== true) context.stdout.write(pushLine(told));
}

type Pushed = Awaited<ReturnType<typeof pushVersion>>;

/** A pushed version as the user is told of it. */
interface ToldPush extends Pushed {
  readonly name: string;
  readonly url: string;
  readonly experiment: string;
  readonly model: string;
  readonly aliases: readonly string[];
}

function pushJson(told: ToldPush): JsonObject {
  const { name, url, experiment, run, model, modelVersion = null, artifacts, aliases } = told;
  return {
    ...{ name, url, experiment, run, model, modelVersion },
    ...{ artifacts, known: told.isKnown, aliases },
  };
}

function pushLine(told: ToldPush): string {
  const what = told.isKnown ? 'was there already' : `${told.artifacts} files`;
  const aliases = told.aliases.length === 0 ? '' : ` (${told.aliases.join(', ')})`;
  const registered =
    told.modelVersion === undefined
      ? 'no version of a registered model: the server takes no artifacts'
      : `version ${told.modelVersion} of ${told.model}${aliases}`;
  return `${told.name}  run ${told.run} of ${told.experiment}, ${what} · ${registered}\n`;
}

type MlflowSettings = NonNullable<RegistrySettings['mlflow']>;

async function mlflowSettings(options: ProjectOptions, context: Context): Promise<MlflowSettings> {
  const { openSession } = await import('../session.js');
  // The server may be named on the command line; then a project that cannot be loaded is no hindrance.
  return openSession(options, context).then(
    ({ project }) => project.registry?.mlflow ?? {},
    (error: unknown) => {
      if ((options as PushOptions).mlflow !== undefined) return {};
      throw error;
    },
  );
}

function serverUrl(
  { mlflow }: PushOptions,
  settings: MlflowSettings,
  { environment }: Context,
): string {
  const url = mlflow ?? settings.url ?? environment['MLFLOW_TRACKING_URI'] ?? '';
  if (url !== '') return url;
  throw new MlxError('usage/bad-option', 'Nothing says where the MLflow server is', {
    hints: [
      'Name it with `--mlflow http://HOST:5000`, or set MLFLOW_TRACKING_URI',
      'Or write `registry: { mlflow: { url: … } }` in mlx.yaml',
    ],
  });
}

/** What the last run that made a package adds to the tags of its push. */
async function runTags(
  fingerprint: string,
  options: ProjectOptions,
  context: Context,
): Promise<Readonly<Record<string, string>>> {
  const run = runsBehind(await openRecords(options, context).list(), fingerprint).at(-1);
  return {
    ...(run !== undefined && { 'mlx.run': run.id }),
    ...(run?.git !== undefined && { 'mlflow.source.git.commit': run.git.commit }),
  };
}

function credentials(
  { username, password, token }: MlflowSettings,
  { environment }: Context,
): { readonly username?: string; readonly password?: string; readonly token?: string } {
  const given = {
    username: username ?? environment['MLFLOW_TRACKING_USERNAME'],
    password: password ?? environment['MLFLOW_TRACKING_PASSWORD'],
    token: token ?? environment['MLFLOW_TRACKING_TOKEN'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
