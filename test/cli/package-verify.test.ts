import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';

const yaml = `version: 1
name: houses
seed: 3
task: { type: regression, target: price }
ingest: { sources: { houses: { type: csv, path: data/houses.csv } } }
train: { candidates: { linear: { model: linear } } }
package: { sign: ana }
registry: { require_signature: true, trusted: [ana] }
deploy: { port: 0 }
`;

test('`verify`, `serve` and `deploy` refuse a package with one byte changed in any file, and name the file', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': yaml,
    'data/houses.csv': housesCsv(150),
  });
  const environment = { MLX_KEYS_DIR: join(project.path, '..', `${process.pid}-keys`) };
  const mlx = (line: string) =>
    project.mlx(line, { environment, signal: AbortSignal.timeout(60_000) });
  expect((await mlx('package')).stderr).toContain('keys/unknown');
  expect((await mlx('keys new ana')).exitCode).toBe(0);
  const packaged = await mlx('package --out sound');
  expect(packaged.exitCode, packaged.stderr).toBe(0);
  const verified = await mlx('package verify sound');
  expect(verified.stdout, verified.stderr).toMatch(/sound, of ana \([0-9a-f]{16}\), trusted/);

  const [short = ''] = await readdir(join(project.path, '.mlx/artifacts/package'));
  const artifact = join(project.path, '.mlx/artifacts/package', short);
  const names = (await readdir(artifact)).filter((name) => name !== 'artifact.json');
  expect(names).toContain('manifest.dsse.json');
  for (const name of names) {
    const sound = await readFile(join(artifact, name));
    const broken = Buffer.from(sound);
    const middle = broken.length >> 1;
    broken.writeUInt8(broken.readUInt8(middle) ^ 1, middle);
    await writeFile(join(artifact, name), broken);
    for (const line of ['package verify', 'serve --port 0', 'deploy']) {
      const { exitCode, stderr } = await mlx(line);
      expect([line, name, exitCode]).toEqual([line, name, 9]);
      expect(stderr).toContain('package/invalid');
      expect(stderr).toContain(name);
    }
    await writeFile(join(artifact, name), sound);
  }

  await cp(join(project.path, 'sound'), join(project.path, 'more'), { recursive: true });
  await appendFile(join(project.path, 'more', 'extra.js'), 'x');
  expect((await mlx('package verify more')).stderr).toContain('`extra.js`');
  const unknown = { MLX_KEYS_DIR: join(project.path, 'none') };
  const stranger = await project.mlx('package verify sound', { environment: unknown });
  expect(stranger.stderr).toContain('keys/unknown');
}, 600_000);
