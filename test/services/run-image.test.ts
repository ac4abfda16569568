import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { probe } from '../../src/delivery/formats/image-files.js';
import { digestOf, LayoutFolder } from '../../src/delivery/oci/layout-folder.js';
import { imageOfLayout, pullImage } from '../../src/delivery/oci/pull-image.js';
import { parseReference } from '../../src/delivery/oci/reference.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';
import { account, type ImageRegistry, registryMissing, startRegistry } from './image-registry.js';
import { findProgram, freePort, serverFolder, skippedAloud } from './server-process.js';

const podman = findProgram('podman');
// crun refuses the mixed cgroups of some machines.
const runtime = findProgram('runc') ?? findProgram('crun');
const missing = registryMissing || podman === undefined || process.getuid?.() !== 0;

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const environment = { REGISTRY_PASSWORD: account.password };

interface RunResult {
  readonly pushed: { readonly to: string; readonly tag: string; readonly digest: string };
  readonly run: string;
}

describe.skipIf(skippedAloud('podman (as root) and docker-registry', missing))('an image', () => {
  let project: ProjectDir;
  let registry: ImageRegistry;
  let store: string;
  let result: RunResult;

  beforeAll(async () => {
    registry = await startRegistry({ auth: 'account' });
    store = await serverFolder({});
    project = await ProjectDir.with({
      'data/customers.csv': customersCsv(300),
      'mlx.yaml': `${customersYaml}package:
  golden_rows: 5
  push: { to: ${registry.host}/team/customers, user: pusher, password: "\${env:REGISTRY_PASSWORD}" }
`,
    });
    const ran = await project.mlx('package --push --json', { environment });
    expect(ran.stderr).not.toContain('error');
    result = JSON.parse(ran.stdout) as RunResult;
  }, 300_000);
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
    await rm(store, { recursive: true, force: true });
  });

  const pod = (...args: readonly string[]) => {
    const own = ['--root', `${store}/images`, '--runroot', `${store}/run`, '--storage-driver=vfs'];
    const ran = spawnSync(podman ?? '', [...own, '--runtime', runtime ?? '', ...args], {
      encoding: 'utf8',
    });
    return { status: ran.status, out: ran.stdout.trim(), err: ran.stderr };
  };

  test('is noted with its digest in the record of the run', async () => {
    const { pushed } = result;
    expect(pushed.to).toBe(`${registry.host}/team/customers`);
    expect(pushed.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const shown = await project.mlx('runs show latest', { environment });
    expect(shown.stdout).toContain(`${pushed.to}@${pushed.digest} as ${pushed.tag}`);
  });

  test('is a base for another, layer by layer', { timeout: 240_000 }, async () => {
    const { to, digest } = result.pushed;
    const auth = Buffer.from(`${account.user}:${account.password}`).toString('base64');
    await project.write({ 'login.json': JSON.stringify({ auths: { [registry.host]: { auth } } }) });
    vi.stubEnv('REGISTRY_AUTH_FILE', `${project.path}/login.json`);
    const base = `package.formats.image={format: image, base: '${to}@${digest}'}`;
    const ran = await project.mlx(['package', '--format', 'image', '-o', 'based', '--set', base], {
      environment,
    });
    vi.unstubAllEnvs();
    expect(ran.stdout).toContain('golden predictions: exact');
    const place = parseReference(`${to}@${digest}`);
    const below = await pullImage(place, architecture, {
      ...{ credentials: account, signal: new AbortController().signal },
    });
    const layout = new LayoutFolder(`${project.path}/based/oci`);
    const whole = await imageOfLayout(layout, architecture, 'based');
    expect(whole.layers.slice(0, -1).map(({ bytes }) => digestOf(bytes))).toEqual(
      below.layers.map(({ bytes }) => digestOf(bytes)),
    );
    expect(whole.config).toMatchObject({
      config: { User: '65532:65532', Entrypoint: ['/usr/bin/node', '/app/server.mjs'] },
    });
    const { annotations } = JSON.parse(
      Buffer.from(await layout.blob(await layout.top())).toString(),
    ) as { annotations: object };
    expect(annotations).toEqual({
      'org.opencontainers.image.base.name': `${to}@${digest}`,
      'org.opencontainers.image.base.digest': digest,
    });
    expect(await project.read('based/Dockerfile')).toContain(`FROM ${to}@${digest}`);
    // The Dockerfile builds, and its health check is one.
    const how = ['--format', 'docker', '--tls-verify=false', '--creds', 'pusher:open sesame'];
    const build = pod('build', ...how, '--tag', 'built', `${project.path}/based`);
    expect(build).toMatchObject({ status: 0 });
    const [built] = JSON.parse(pod('image', 'inspect', 'built').out) as {
      Healthcheck: { Test: readonly string[] };
      Config: { Cmd: readonly string[] };
    }[];
    expect(built?.Healthcheck.Test.slice(-1)).toEqual([probe]);
    expect(built?.Config.Cmd).toEqual(['/app/server.mjs']);
  });

  test('is pulled by digest and answers, unable to write and not as root', {
    timeout: 240_000,
  }, async () => {
    const { to, digest } = result.pushed;
    const port = await freePort();
    const sign = ['--tls-verify=false', '--creds', 'pusher:open sesame'];
    expect(pod('pull', ...sign, `${to}@${digest}`)).toMatchObject({ status: 0 });
    const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];
    const locked = ['--read-only', '--cap-drop=all', '--security-opt=no-new-privileges'];
    const own = ['--network=host', '--env', `PORT=${port}`, '--name', 'it'];
    const started = pod('run', '--detach', ...limits, ...locked, ...own, `${to}@${digest}`);
    expect(started).toMatchObject({ status: 0 });
    try {
      const url = `http://127.0.0.1:${port}`;
      await expect
        .poll(
          () =>
            fetch(`${url}/readyz`)
              .then(({ status }) => status)
              .catch(() => 0),
          {
            timeout: 60_000,
          },
        )
        .toBe(200);
      const inside = (script: string) => pod('exec', 'it', '/usr/bin/node', '-e', script);
      expect(pod('exec', 'it', '/usr/bin/node', '-e', probe).status).toBe(0);
      const golden = JSON.parse(
        inside("process.stdout.write(require('fs').readFileSync('/app/golden.json'))").out,
      ) as readonly { row: object; expected: object }[];
      expect(golden).toHaveLength(5);
      const body = JSON.stringify(golden.map(({ row }) => row));
      const answer = await fetch(`${url}/predict`, { method: 'POST', body });
      expect(await answer.json()).toMatchObject({
        predictions: golden.map(({ expected }) => expected),
      });
      expect(inside('process.stdout.write(`${process.getuid()}:${process.getgid()}`)').out).toBe(
        '65532:65532',
      );
      expect(inside("require('fs').writeFileSync('/app/x', '')")).toMatchObject({
        err: expect.stringContaining('EROFS') as string,
      });
      const { Config } = (
        JSON.parse(pod('image', 'inspect', `${to}@${digest}`).out) as {
          Config: { User: string };
        }[]
      )[0] ?? { Config: { User: '' } };
      expect(Config.User).toBe('65532:65532');
      expect(pod('stop', '--time', '10', 'it').status).toBe(0);
      expect(pod('inspect', '--format', '{{.State.ExitCode}}', 'it').out).toBe('0');
    } finally {
      pod('rm', '--force', 'it');
    }
  });
});
