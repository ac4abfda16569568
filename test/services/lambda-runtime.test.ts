import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unzipped } from '../../src/delivery/formats/zip.js';
import type { GoldenPrediction } from '../../src/delivery/package-folder.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';
import { ServerProcess, skippedAloud } from './server-process.js';
import { startWeb } from './web-server.js';

/** AWS's own program that calls handlers, `aws-lambda-ric` of npm, where `.ci/run` builds it. */
const aws = join(
  process.env['MLX_TEST_LAMBDA'] ?? join(homedir(), '.cache', 'mlx-ci', 'lambda'),
  'node_modules/aws-lambda-ric',
);
const client = join(aws, 'bin/index.mjs');
const isBuilt = existsSync(join(aws, 'dist/rapid-client.node'));

describe.skipIf(skippedAloud("AWS's runtime interface client", !isBuilt))(
  "a zip for Lambda, run by AWS's own client",
  () => {
    let project: ProjectDir;
    let golden: readonly GoldenPrediction[];

    beforeAll(async () => {
      project = await ProjectDir.with({
        'data/customers.csv': customersCsv(300),
        'mlx.yaml': customersYaml,
      });
      await project.mlx('package --format lambda -o out --quiet');
      const zip = await readFile(join(project.path, 'out', 'lambda.zip'));
      for (const { path, bytes } of unzipped(zip)) {
        const file = join(project.path, 'task', path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, bytes);
      }
      golden = JSON.parse(await project.read('task/golden.json')) as typeof golden;
    }, 240_000);
    afterAll(() => project[Symbol.asyncDispose]());

    test('answers to events, tells of rows that are wrong, and goes on', async () => {
      await using lambda = await startLambda(join(project.path, 'task'));
      const rows = golden.map(({ row }) => row);
      const predictions = golden.map(({ expected }) => expected);
      expect(await lambda.invoke(rows)).toMatchObject({ kind: 'response', body: { predictions } });
      const http = {
        ...{ version: '2.0', rawPath: '/', isBase64Encoded: false },
        requestContext: { http: { method: 'POST', path: '/' } },
        body: JSON.stringify(rows),
      };
      const answer = await lambda.invoke(http);
      expect(answer).toMatchObject({ kind: 'response', body: { statusCode: 200 } });
      const { body } = answer.body as { body: string };
      expect(JSON.parse(body)).toMatchObject({ predictions });
      expect(await lambda.invoke([1])).toMatchObject({
        kind: 'error',
        body: { errorMessage: expect.stringContaining('an object') as string },
      });
      expect(await lambda.invoke(rows)).toMatchObject({ kind: 'response', body: { predictions } });
    }, 120_000);
  },
);

interface Outcome {
  readonly kind: string;
  readonly body: unknown;
}

/** Lambda's side: the Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), with the client at work in a folder. */
async function startLambda(
  folder: string,
): Promise<AsyncDisposable & { readonly invoke: (event: unknown) => Promise<Outcome> }> {
  const base = '/2018-06-01/runtime/';
  let waiting = deferred<ServerResponse>();
  let outcome = deferred<Outcome>();
  const api = await startWeb((request, response) => {
    const path = request.address.pathname.slice(base.length);
    if (path === 'invocation/next') {
      waiting.resolve(response);
      return;
    }
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      response.writeHead(202).end('{}');
      outcome.resolve({ kind: path.split('/').at(-1) ?? '', body: JSON.parse(text) as unknown });
    });
  });
  const server = new ServerProcess(process.execPath, [client, 'index.handler'], {
    cwd: folder,
    env: {
      ...process.env,
      AWS_LAMBDA_RUNTIME_API: new URL(api.url).host,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    },
  });
  let asked = 0;
  return {
    invoke: async (event) => {
      const response = await Promise.race([waiting.promise, outcome.promise]);
      // It told of a failure before it asked for anything.
      if ('kind' in response) return response;
      waiting = deferred();
      outcome = deferred();
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': `request-${asked++}`,
        'lambda-runtime-deadline-ms': `${Date.now() + 60_000}`,
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:it',
      });
      response.end(JSON.stringify(event));
      const told = await outcome.promise;
      outcome = deferred();
      return told;
    },
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await api[Symbol.asyncDispose]();
    },
  };
}

/** `Promise.withResolvers` of later Nodes. */
function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
