import { userInfo } from 'node:os';
import { Command } from 'commander';
import { deployDefaults } from '../../project/deploy-defaults.js';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';

interface RollbackOptions extends ProjectOptions {
  readonly why: string;
}

export function rollbackCommand(context: Context): Command {
  return addProjectOptions(new Command('rollback'))
    .summary('serve the version that was served before')
    .description(
      'Moves the alias of the deployment back to the version it pointed at before, and waits until the server\nanswers with it. The history keeps both moves.',
    )
    .option('--why <reason>', 'reason, for the history', 'rollback')
    .addHelpText('after', '\nExample:\n  $ mlx rollback --why "wrong prices in the data"')
    .action((options: RollbackOptions) => rollback(options, context));
}

/** The command without its parser. */
async function rollback(options: RollbackOptions, context: Context): Promise<void> {
  const [{ openSession, machineOf }, { registryOf, rollbackLocal }, { serverSpawner }, place] =
    await Promise.all([
      import('../session.js'),
      import('../../delivery/rollout/local.js'),
      import('../../stages/server-spawner.js'),
      import('../../stages/registry-settings.js'),
    ]);
  const { project, root } = await openSession(options, context);
  const { alias, host, port, timeout_seconds } = { ...deployDefaults, ...project.deploy };
  const deployment = await rollbackLocal({
    stateDir: root,
    registry: registryOf(root, place.registrySettings(project).registry),
    ...{ alias, host, port },
    timeoutSeconds: timeout_seconds,
    spawnServer: serverSpawner(project.dir, machineOf(context, options)),
    why: options.why,
    by: userInfo().username,
    now: () => new Date().toISOString(),
    emit: () => undefined,
    signal: context.signal,
  });
  const { version, previous, url } = deployment;
  if (options.json === true) {
    writeJson(context, 'mlx.rollback/1', { from: previous, to: version.name, url });
  } else if (options.quiet !== true) {
    context.stdout.write(
      `${version.name} is served again at ${url} (was ${previous ?? 'nothing'})\n`,
    );
  }
}
