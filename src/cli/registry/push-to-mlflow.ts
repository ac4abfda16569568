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
  const url = options.mlflow ?? settings.url ?? context.environment['MLFLOW_TRACKING_URI'] ?? '';
  if (url === '') {
    throw new MlxError('usage/bad-option', 'Nothing says where the MLflow server is', {
      hints: [
        'Name it with `--mlflow http://HOST:5000`, or set MLFLOW_TRACKING_URI',
        'Or write `registry: { mlflow: { url: … } }` in mlx.yaml',
      ],
    });
  }
  const { name: project } = await registry.manifest(version);
  const experiment = options.experiment ?? settings.experiment ?? project;
  const model = options.model ?? settings.model ?? project;
  const aliases = Object.entries(await registry.aliases()).flatMap(([alias, name]) =>
    name === version.name ? [alias] : [],
  );
  const run = runsBehind(await openRecords(options, context).list(), version.fingerprint).at(-1);
  const pushed = await pushVersion(
    {
      ...{ version, label: await registry.labels.of(version.name), aliases },
      place: registry.store.place,
      tags: {
        ...(run !== undefined && { 'mlx.run': run.id }),
        ...(run?.git !== undefined && { 'mlflow.source.git.commit': run.git.commit }),
      },
    },
    { url, ...credentials(settings, context), experiment, model, signal: context.signal },
  );
  if (options.json === true) {
    writeJson(context, 'mlx.registry-push/1', {
      ...{ name: version.name, url, experiment, run: pushed.run, model },
      modelVersion: pushed.modelVersion ?? null,
      ...{ artifacts: pushed.artifacts, known: pushed.isKnown, aliases },
    });
    return;
  }
  if (options.quiet === true) return;
  const what = pushed.isKnown ? 'was there already' : `${pushed.artifacts} files`;
  const registered =
    pushed.modelVersion === undefined
      ? 'no version of a registered model: the server takes no artifacts'
      : `version ${pushed.modelVersion} of ${model}${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}`;
  context.stdout.write(
    `${version.name}  run ${pushed.run} of ${experiment}, ${what} · ${registered}\n`,
  );
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
