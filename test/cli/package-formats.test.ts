import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unzipped } from '../../src/delivery/formats/zip.js';
import type { GoldenPrediction } from '../../src/delivery/package-folder.js';
import { Browser, findChromium } from '../helpers/browser.js';
import { inTwelveDigits } from '../helpers/in-twelve-digits.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

const chromium = await findChromium();
const names = ['single-file', 'bundle', 'node', 'web', 'lambda', 'azure-function'] as const;
/** Written as graphs: as near as doubles come, or not run where there is nothing to run them. */
const graphs = ['onnx', 'saved-model'] as const;

let project: ProjectDir;
let golden: readonly GoldenPrediction[];
const at = (...path: string[]) => join(project.path, 'out', ...path);

beforeAll(async () => {
  project = await ProjectDir.with({
    'data/customers.csv': customersCsv(300),
    'mlx.yaml': `${customersYaml}package: { golden_rows: 5, formats: [single-file, { node: { version: 2.1.0 } }] }\n`,
  });
  const options = [...names, ...graphs].map((name) => `--format ${name}`).join(' ');
  const ran = await project.mlx(`package --json -o out ${options}`);
  expect(ran.stderr).not.toContain('error');
  expect(JSON.parse(ran.stdout)).toMatchObject({
    formats: [
      ...names.map((format) => ({ format, difference: 0, folder: join('out', format) })),
      ...graphs.map((format) => ({ format, folder: join('out', format) })),
    ],
    stages: expect.arrayContaining([
      expect.objectContaining({
        stage: 'package',
        facts: expect.objectContaining({ 'single-file': 'exact', node: 'exact' }) as unknown,
      }),
    ]) as unknown,
  });
  golden = JSON.parse(await readFile(at('bundle', 'golden.json'), 'utf8')) as typeof golden;
}, 240_000);

afterAll(() => project[Symbol.asyncDispose]());

function node(args: readonly string[], input = '') {
  return spawnSync(process.execPath, args, { input, encoding: 'utf8' });
}

describe('a single file', () => {
  test('predicts for a row, for several, and from standard input', () => {
    const [first, second] = golden;
    const file = at('single-file', 'model.mjs');
    expect(JSON.parse(node([file, JSON.stringify(first?.row)]).stdout)).toEqual(first?.expected);
    const rows = JSON.stringify([first?.row, second?.row]);
    expect(JSON.parse(node([file], rows).stdout)).toEqual([first?.expected, second?.expected]);
  });

  test('says what is wrong with a row', () => {
    const row = { ...golden[0]?.row, tenure: 'much' };
    const { status, stderr } = node([at('single-file', 'model.mjs'), JSON.stringify(row)]);
    expect(status).toBe(1);
    expect(stderr).toContain('row 0: tenure must be a');
    expect(stderr).toContain('"much"');
  });

  test('has the same bytes when it is written again', async () => {
    await project.mlx('package --format single-file -o again');
    const again = await readFile(join(project.path, 'again', 'model.mjs'));
    expect(again).toEqual(await readFile(at('single-file', 'model.mjs')));
  });
});

test('ONNX and a SavedModel say what they read, and why not the columns', async () => {
  for (const name of graphs) {
    const inputs = JSON.parse(await readFile(at(name, 'inputs.json'), 'utf8')) as object;
    expect(inputs).toMatchObject({
      reads: 'features',
      why: expect.stringContaining('`timestamp joined`') as unknown,
      answers: { classes: ['no', 'yes'] },
    });
  }
  const onnx = await readFile(at('onnx', 'model.onnx'));
  const graph = await readFile(at('saved-model', '1', 'saved_model.pb'));
  for (const bytes of [onnx, graph]) {
    for (const word of ['features', 'answers', 'label']) expect(bytes.includes(word)).toBe(true);
  }
  expect(graph.includes('serving_default')).toBe(true);
});

test('what stands under `package.formats` lies beside the package, which does not know of it', async () => {
  const folder = (await project.files()).find((path) => path.endsWith('formats/node/package.json'));
  const about = JSON.parse(await project.read(folder ?? '')) as { version: string };
  expect(about.version).toBe('2.1.0');
  const manifest = await project.read(
    (folder ?? '').replace('formats/node/package.json', 'manifest.json'),
  );
  expect(manifest).not.toContain('formats/');
});

test('a bundle serves as `mlx serve` does', async () => {
  const server = spawn(process.execPath, [at('bundle', 'server.mjs')], {
    env: { PORT: '0', HOST: '127.0.0.1', MAX_ROWS: '5' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const line = await new Promise<string>((resolve) =>
      server.stdout.setEncoding('utf8').once('data', resolve),
    );
    const url = `http://${(JSON.parse(line) as { listening: string }).listening}`;
    const post = async (body: string) => {
      const response = await fetch(`${url}/predict`, { method: 'POST', body });
      return { status: response.status, body: (await response.json()) as object };
    };
    const rows = golden.map(({ row }) => row);
    const predictions = golden.map(({ expected }) => expected);
    expect(await post(JSON.stringify(rows))).toMatchObject({ status: 200, body: { predictions } });
    expect(await post(JSON.stringify({ rows }))).toMatchObject({ body: { predictions } });
    expect(await post('{')).toMatchObject({ status: 400 });
    expect(await post('[1]')).toMatchObject({
      status: 422,
      body: { problems: [{ row: 0, expected: 'an object' }] },
    });
    expect(await post(JSON.stringify([...rows, rows[0]]))).toMatchObject({ status: 413 });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
  }
});

test('the types of an npm package take the golden rows, and no row with a wrong field', {
  timeout: 120_000,
}, async () => {
  const rows = JSON.stringify(golden.map(({ row }) => row));
  const wrong = JSON.stringify({ ...golden[0]?.row, tenure: 'much' });
  const file = at('node', 'check.mts');
  const code = `import { predict } from './predict.mjs';
const [first] = predict(${rows});
first?.probability.toFixed();
// @ts-expect-error tenure is a number
predict(${wrong});
`;
  await writeFile(file, code);
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [] };
  const program = ts.createProgram([file], { ...options, module: ts.ModuleKind.NodeNext });
  expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
});

describe('a zip', () => {
  const unpacked = async (name: 'lambda' | 'azure-function') => {
    const folder = at(`${name}-unpacked`);
    for (const { path, bytes } of unzipped(await readFile(at(name, `${name}.zip`)))) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
    return folder;
  };
  const body = () => JSON.stringify(golden.map(({ row }) => row));
  const answer = () => ({ predictions: golden.map(({ expected }) => expected) });

  test('of Lambda answers to API Gateway 1.0 and 2.0, and to rows by themselves', async () => {
    const { handler } = (await import(
      pathToFileURL(join(await unpacked('lambda'), 'index.mjs')).href
    )) as { handler: (event: unknown) => Promise<{ statusCode: number; body: string }> };
    const first = { httpMethod: 'POST', requestContext: {}, isBase64Encoded: true };
    const second = { version: '2.0', requestContext: { http: { method: 'POST' } } };
    const base64 = Buffer.from(body()).toString('base64');
    for (const event of [
      { ...first, body: base64 },
      { ...second, body: body() },
    ]) {
      const { statusCode, body: said } = await handler(event);
      expect(statusCode).toBe(200);
      expect(JSON.parse(said)).toMatchObject(answer());
    }
    expect(await handler(JSON.parse(body()))).toMatchObject(answer());
    expect((await handler({ ...second, body: '[1]' })).statusCode).toBe(422);
    expect((await handler({ ...second, body: 'x' })).statusCode).toBe(400);
    await expect(handler([1])).rejects.toThrow('an object');
  });

  test('of Azure Functions answers', async () => {
    const folder = await unpacked('azure-function');
    const binding = JSON.parse(
      await readFile(join(folder, 'predict', 'function.json'), 'utf8'),
    ) as {
      scriptFile: string;
    };
    const { default: handler } = (await import(
      pathToFileURL(join(folder, 'predict', binding.scriptFile)).href
    )) as {
      default: (context: object, request: object) => Promise<{ status: number; body: string }>;
    };
    const said = await handler({}, { method: 'POST', body: JSON.parse(body()) as object });
    expect(said.status).toBe(200);
    expect(JSON.parse(said.body)).toMatchObject(answer());
    expect((await handler({}, { method: 'POST', rawBody: '{' })).status).toBe(400);
  });
});

test('an unknown format is refused before anything runs', async () => {
  const { exitCode, stderr } = await project.mlx('package --force --format wev');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Did you mean `web`?');
  expect(stderr).not.toContain('running');
});

test('a misspelt setting of a format is shown where it stands', async () => {
  await project.write({
    'bad.yaml': `${customersYaml}package: { formats: [web, { node: { nmae: x } }] }\n`,
  });
  const { exitCode, stderr } = await project.mlx('validate -p bad.yaml');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('nmae');
  expect(stderr).toMatch(/bad\.yaml:\d+:\d+/);
});

describe.skipIf(chromium === undefined)(
  'in a browser (needs Chromium: apt install chromium, or set CHROME_PATH)',
  () => {
    test('a web package repeats the golden predictions, and its page answers', async () => {
      const files = new Map<string, Buffer>();
      for (const name of await readdir(at('web'))) {
        files.set(`/${name}`, await readFile(at('web', name)));
      }
      const types: Record<string, string> = { js: 'text/javascript', html: 'text/html' };
      const server = createServer(({ url = '' }, response) => {
        const path = url === '/' ? '/index.html' : url;
        const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
        response.writeHead(files.has(path) ? 200 : 404, { 'content-type': type });
        response.end(files.get(path));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        await using browser = await Browser.open(chromium ?? '');
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        const page = await browser.page(url);
        const rows = JSON.stringify(golden.map(({ row }) => row));
        const said = await page.run(
          `import('./predict.js').then(({ predict }) => JSON.stringify(predict(${rows})))`,
        );
        const first = await page.run(`document.querySelector('#answer').textContent`);
        const shown = [said, first].map((text) => inTwelveDigits(JSON.parse(text as string)));
        const expected = golden.map((row) => row.expected);
        expect(shown).toEqual([inTwelveDigits(expected), inTwelveDigits(expected[0])]);
        expect(page.log.errors).toEqual([]);
        expect(
          page.log.requests.every((asked) => asked.startsWith(url) || asked.startsWith('data:')),
        ).toBe(true);
        const hashed = [...files.keys()].filter((path) => /\.[0-9a-f]{12}\./.test(path));
        const headers = await readFile(at('web', '_headers'), 'utf8');
        for (const path of hashed)
          expect(headers).toContain(
            `${path}\n  Cache-Control: public, max-age=31536000, immutable`,
          );
      } finally {
        server.close();
      }
    }, 60_000);
  },
);
