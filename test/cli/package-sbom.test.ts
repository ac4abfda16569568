import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

/** Writes down every module that a process loads, one a line. */
const tracer = `
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
const out = process.env.MODULES_SEEN;
register('data:text/javascript,' + encodeURIComponent(\`
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(\${JSON.stringify(out)}, url + '\\\\n');
    return next(url, context);
  }\`));
const { cache } = createRequire(import.meta.url);
process.on('exit', () => appendFileSync(out, Object.keys(cache).join('\\n')));
`;

interface Named {
  readonly name: string;
  readonly group?: string;
}

test('a package says all that `mlx serve` loads from npm to answer for it, and `mlx package sbom` prints it', async () => {
  await using project = await ProjectDir.with({
    ...{ 'mlx.yaml': housesYaml, 'data/houses.csv': housesCsv(150), 'tracer.mjs': tracer },
  });
  expect((await project.mlx('package')).exitCode).toBe(0);
  const printed = await project.mlx('package sbom');
  expect(printed.exitCode, printed.stderr).toBe(0);
  const [short = ''] = await readdir(join(project.path, '.mlx/artifacts/package'));
  const file = `.mlx/artifacts/package/${short}/sbom.cdx.json`;
  expect(printed.stdout).toBe(await project.read(file));
  const { components } = JSON.parse(printed.stdout) as { components: readonly Named[] };
  const named = components.map(({ name, group }) => (group ? `${group}/${name}` : name));

  const seen = join(project.path, 'seen.txt');
  const server = await startMlx(['serve', '--port', '0'], {
    cwd: project.path,
    env: {
      ...{ MODULES_SEEN: seen },
      NODE_OPTIONS: `--import ${pathToFileURL(join(project.path, 'tracer.mjs')).href}`,
    },
  });
  await server.says(/http:\/\/127\.0\.0\.1:\d+/);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(server.printed()) ?? [];
  const body = '{"area":90,"rooms":3,"district":"lake","garden":false}';
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/predict`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  server.kill('SIGTERM');
  await server.ended;
  const loaded = new Set(
    [...(await readFile(seen, 'utf8')).matchAll(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect([...loaded]).toEqual(expect.arrayContaining(['fastify', 'prom-client', 'find-my-way']));
  expect([...loaded].filter((name) => !named.includes(name))).toEqual([]);
}, 240_000);
