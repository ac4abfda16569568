import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runMlx } from '../helpers/built-mlx.js';
import { stillRunning } from '../helpers/processes.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const yaml = `${housesYaml}deploy: { port: 0 }\n`;

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly version: string;
}

describe('a project with a deploy block', () => {
  let project: ProjectDir;
  const mlx = (command: string): Promise<Ended> => runMlx(command, { cwd: project.path });
  const server = async (): Promise<Server> =>
    JSON.parse(await project.read('.mlx/deployments/local.json')) as Server;
  const ready = async (): Promise<{ ready: boolean; version: string }> => {
    const { port } = await server();
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return (await response.json()) as { ready: boolean; version: string };
  };
  const run = async (command = 'run'): Promise<Ended> => {
    const ended = await mlx(command);
    expect(ended.exitCode, ended.stderr).toBe(0);
    return ended;
  };

  beforeAll(async () => {
    project = await ProjectDir.with({ 'mlx.yaml': yaml, 'data/houses.csv': housesCsv(200) });
  });
  afterAll(async () => {
    await mlx('stop');
    await project[Symbol.asyncDispose]();
  });

  it('is served at the end of its run, and answers', async () => {
    const { stdout } = await run();
    const { port } = await server();
    expect(stdout).toContain(`serving   http://127.0.0.1:${port}`);
    const response = await fetch(`http://127.0.0.1:${port}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ area: 100, rooms: 3, district: 'lake', garden: true }),
    });
    expect(response.status).toBe(200);
    const { predictions } = (await response.json()) as { predictions: { value: number }[] };
    expect(predictions[0]?.value).toBeGreaterThan(100_000);
  });

  it('a second run looks at the server and leaves it alone', async () => {
    const before = await server();
    const { stderr } = await run();
    expect(stderr).toMatch(/^deploy +fresh +nothing changed/m);
    expect(await server()).toEqual(before);
  });

  it('a server that was killed is started again by the next run, on its port', async () => {
    const before = await server();
    process.kill(before.pid, 'SIGKILL');
    expect(await stillRunning([before.pid], 5)).toEqual([]);
    const { stderr } = await run();
    expect(stderr).toMatch(/^deploy +running +the server is not running/m);
    expect(stderr).toMatch(/^package +fresh/m);
    const after = await server();
    expect(after).toMatchObject({ port: before.port, version: before.version });
    expect(after.pid).not.toBe(before.pid);
  });

  it('a new version is swapped into the running server, without a failed request', async () => {
    const [before, served] = [await server(), await ready()];
    const asked = { count: 0, failed: 0, over: false };
    const asking = (async () => {
      while (!asked.over) {
        const { ready: answered } = await ready().catch(() => ({ ready: false }));
        asked.count++;
        if (!answered) asked.failed++;
        await sleep(10);
      }
    })();
    await run('run --set train.candidates.net.epochs=9');
    asked.over = true;
    await asking;
    expect(asked.failed, `of ${asked.count}`).toBe(0);
    const after = await server();
    expect(after).toMatchObject({ pid: before.pid, port: before.port });
    expect(after.version).not.toBe(before.version);
    expect((await ready()).version).not.toBe(served.version);
  });

  it('a rollback serves the version before, and `run` then goes forward again', async () => {
    const { version } = await server();
    await run('rollback --why wrong');
    const back = await server();
    expect(back.version).not.toBe(version);
    expect(back.pid).toBe((await server()).pid);
    const { stderr } = await run('run --set train.candidates.net.epochs=9');
    expect(stderr).toMatch(/^deploy +running +the server serves another version/m);
    expect((await server()).version).toBe(version);
  });

  it('`status` tells what is served; `stop` ends it, and then nothing is', async () => {
    const { pid, version } = await server();
    expect((await mlx('status')).stdout).toMatch(new RegExp(`serving +http.* · ${version}`));
    expect((await mlx('stop')).stdout).toBe('stopped\n');
    expect(await stillRunning([pid])).toEqual([]);
    expect((await mlx('stop')).stdout).toBe('nothing was running\n');
    expect((await mlx('status')).stdout).toMatch(/serving +nothing/);
  });
});
