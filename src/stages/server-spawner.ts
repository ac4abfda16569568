import { type SpawnServer, spawnInBackground } from '../delivery/rollout/server-process.js';
import type { Machine } from '../pipeline/stage.js';

/** Starts servers as `mlx serve` in the background, for the project in a folder. */
export function serverSpawner(
  projectDir: string,
  { self, environment, project = [] }: Pick<Machine, 'self' | 'environment' | 'project'>,
): SpawnServer {
  const [program = '', ...before] = self;
  return ({ serve, host, port, instance, announce, owner, logFile }) => {
    const what = 'alias' in serve ? ['--alias', serve.alias] : ['--package', serve.packageDir];
    const args = [
      ...before,
      'serve',
      ...project,
      ...what,
      ...['--host', host, '--port', String(port)],
      ...['--instance', instance, '--announce', announce],
      ...(owner === undefined ? [] : ['--owner', String(owner)]),
    ];
    return spawnInBackground(program, args, { logFile, cwd: projectDir, env: { ...environment } });
  };
}
