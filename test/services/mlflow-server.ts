import { env } from 'node:process';
import {
  findProgram,
  freePort,
  removeFolder,
  ServerProcess,
  serverFolder,
} from './server-process.js';

const program = env['MLX_TEST_MLFLOW'] ?? findProgram('mlflow');
export const mlflowMissing = program === undefined;

/** A real MLflow tracking server over a folder of its own. */
export interface MlflowServer extends AsyncDisposable {
  readonly url: string;
  /** Asks its REST API below `api/2.0/mlflow/`. */
  readonly ask: (path: string, body?: object) => Promise<Record<string, never>>;
}

export async function startMlflow(): Promise<MlflowServer> {
  const port = await freePort();
  const folder = await serverFolder({});
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
    ...['--artifacts-destination', `${folder}/artifacts`],
  ];
  const server = new ServerProcess(program ?? '', args, { group: true });
  await server.ready(async () => {
    const response = await fetch(`${url}/health`);
    if (!response.ok) throw new Error('not yet');
  }, 240);
  return {
    url,
    ask: async (path, body) => {
      const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        ...(body !== undefined && {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
          body: JSON.stringify(body),
        }),
      });
      return (await response.json()) as Record<string, never>;
    },
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await removeFolder(folder);
    },
  };
}
