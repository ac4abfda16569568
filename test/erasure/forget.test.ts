import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/data/tables/database.js';
import { parquetRows } from '../../src/data/tables/sql.js';
import { openPackage } from '../../src/delivery/package-folder.js';
import { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { startMlx } from '../helpers/built-mlx.js';
import type { ProjectDir } from '../helpers/project-dir.js';
import {
  filesWith,
  grepFinds,
  keys,
  packagedPeople,
  peopleCsv,
  peopleYaml,
  person,
} from './people.js';

const everything = [person.id, person.name, person.email];

interface ForgetJson {
  readonly touched: string[];
  readonly remaining: string[];
  readonly tables: { file: string; rows: number }[];
  readonly learnt: { name: string; aliases: string[]; how: string }[];
}

async function forget(
  project: ProjectDir,
  more = '--yes',
  id: string = person.id,
): Promise<ForgetJson> {
  const done = await project.mlx(['forget', '--subject', id, '--json', ...more.split(' ')], {
    environment: keys,
  });
  expect(done.stderr).toBe('');
  expect(done.exitCode).toBe(0);
  return JSON.parse(done.stdout) as ForgetJson;
}

/** Registers the newest package as v1 and serves it by name only: no server is needed for that. */
async function register(project: ProjectDir): Promise<ModelRegistry> {
  const registry = new ModelRegistry(join(project.path, '.mlx', 'registry'));
  const folder = (await project.files()).find((file) => /package\/.*manifest\.json$/.test(file));
  await registry.addVersion(join(project.path, folder ?? '', '..'), '2026-01-01T00:00:00Z');
  await registry.setAlias('production', 'v1', {
    by: 'test',
    why: 'test',
    at: '2026-01-01T00:00:00Z',
  });
  return registry;
}

/** A row of each split: the same in every project here, because it follows from seed, row number and target. */
const rowIn = memoized(async () => {
  await using project = await packagedPeople('', peopleCsv(-1));
  const files = await project.files();
  await using database = await openDatabase();
  const row = async (split: string): Promise<number> => {
    const file = files.find((each) => each.endsWith(`${split}.parquet`)) ?? '';
    const [first] = await database.rows<{ row: number }>(
      `SELECT min(__row) AS row FROM ${parquetRows(join(project.path, file))}`,
    );
    return first?.row ?? -1;
  };
  return { train: await row('train'), test: await row('test') };
});

async function projectWithPersonIn(split: 'train' | 'test'): Promise<ProjectDir> {
  return packagedPeople('', peopleCsv((await rowIn())[split]));
}

function memoized<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
}

describe('mlx forget', () => {
  it('leaves no trace of a person who was trained on, and says who learnt', async () => {
    await using project = await projectWithPersonIn('train');
    const registry = await register(project);
    expect((await filesWith(project, everything)).length).toBeGreaterThan(2);
    const said = await forget(project);
    expect(await filesWith(project, everything)).toEqual([]);
    for (const text of everything) expect(grepFinds(project, text)).toBe(false);
    expect(said.remaining).toEqual([]);
    expect(said.learnt).toContainEqual({ name: 'v1', aliases: ['production'], how: 'trained' });
    await expect(openPackage((await registry.version('v1')).folder)).resolves.toBeDefined();
    const record = await project.read('mlx-erasures.jsonl');
    for (const text of everything) expect(record).not.toContain(text);
    expect(await project.read('people.csv')).toContain(person.id);
  });

  it('takes the golden predictions of a person out of packages, which still open and predict', async () => {
    await using project = await projectWithPersonIn('test');
    const registry = await register(project);
    const before = await openPackage((await registry.version('v1')).folder);
    const predictions = (await project.files()).find((file) => file.endsWith('predictions.csv'));
    const lines = async (): Promise<number> =>
      (await project.read(predictions ?? '')).trim().split('\n').length;
    const predicted = await lines();
    const said = await forget(project);
    const version = await registry.version('v1');
    const after = await openPackage(version.folder);
    expect(after.golden).toHaveLength(before.golden.length - 1);
    expect(version.fingerprint).toBe(after.manifest.fingerprint);
    expect(after.manifest.files['weights.bin']).toEqual(before.manifest.files['weights.bin']);
    expect(said.learnt.find(({ name }) => name === 'v1')?.how).toBe('judged');
    const row = '{"age": 30, "plan": "basic", "email": null}';
    expect((await project.mlx(['predict', row])).exitCode).toBe(0);
    expect(await lines()).toBe(predicted - 1);
  });

  it('keeps the person out of every later ingest, although the source still has them', async () => {
    await using project = await packagedPeople();
    await forget(project);
    const plan = await project.mlx('plan');
    expect(plan.stdout).toMatch(/ingest +run +mlx-erasures.jsonl is new/);
    const again = await project.mlx('package --progress plain -v');
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('1 row of people who were erased left out');
    expect(again.stderr).toContain('199 rows');
    expect(await filesWith(project, everything)).toEqual([]);
  });

  it('finds a pseudonymised person by the id in clear', async () => {
    const privacy = 'customer_id: { action: pseudonymise, key: "${env:PSEUDONYM_KEY}" }';
    await using project = await packagedPeople(`${privacy}, full_name: drop, email: drop`);
    expect(grepFinds(project, person.id)).toBe(false);
    expect((await forget(project, '--dry-run')).tables.length).toBe(2);
    await forget(project);
    expect((await forget(project, '--dry-run')).tables).toEqual([]);
  });

  it('takes tokens out of the vault, so that nobody maps them back', async () => {
    const privacy = `customer_id: { action: tokenise, vault: ids.vault, key: "\${env:VAULT_KEY}" },
      email: { action: tokenise, vault: mails.vault, key: "\${env:VAULT_KEY}" }`;
    await using project = await packagedPeople(privacy.replaceAll('\n', ' '));
    const lines = async (file: string): Promise<number> =>
      (await project.read(file)).trim().split('\n').length;
    expect([await lines('ids.vault'), await lines('mails.vault')]).toEqual([201, 201]);
    const said = await forget(project);
    expect(said.touched).toEqual(expect.arrayContaining(['ids.vault', 'mails.vault']));
    expect([await lines('ids.vault'), await lines('mails.vault')]).toEqual([200, 200]);
  });

  it('needs the erasure key again once it went into a record', async () => {
    await using project = await packagedPeople('erasure_key: "${env:ERASURE_KEY}"');
    await forget(project);
    await project.write({ 'mlx.yaml': peopleYaml() });
    const without = await project.mlx('ingest');
    expect(without.exitCode).toBe(3);
    expect(without.stderr).toContain('privacy/erased-unknown');
  });

  it('asks, and erases nothing without a yes', async () => {
    await using project = await packagedPeople();
    const asked = await project.mlx(['forget', '--subject', person.id]);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('privacy/not-confirmed');
    expect((await filesWith(project, everything)).length).toBeGreaterThan(0);
    expect(await project.files()).not.toContain('mlx-erasures.jsonl');
  });

  it('says when nobody is there, and records them all the same', async () => {
    await using project = await packagedPeople();
    const said = await project.mlx(['forget', '--subject', '555555', '--yes']);
    expect(said.stdout).toContain('no artifact knows this person');
    expect(await project.read('mlx-erasures.jsonl')).toContain('"state":"done"');
  });

  it('stands hostile ids and columns', async () => {
    await using project = await packagedPeople();
    for (const id of [`'); DROP TABLE x; --`, '"', '\\', '*', '900017*', '🙂', '../../etc']) {
      const said = await forget(project, '--yes', id);
      expect(said.tables).toEqual([]);
    }
    const column = await project.mlx(['forget', '--subject', '1', '--column', `a"b'; --`, '--yes']);
    expect(column.exitCode).toBe(0);
    expect((await filesWith(project, everything)).length).toBeGreaterThan(0);
  });

  it('removes logs, quarantine, scratch and caches that mention the person, or may', async () => {
    await using project = await packagedPeople();
    await project.write({
      '.mlx/scratch/left/part.parquet': 'anything',
      '.mlx/cache/download/body.gz': 'anything',
      '.mlx/quarantine/rejected.csv': `reason,customer_id,age\nx,${person.id},3\nx,100001,4\n`,
      '.mlx/deployments/server.log': `ok\ngot {"email":"${person.email}"}\n`,
      '.mlx/deployments/requests.jsonl': `{"email":"${person.email}","age":3}\n{"email":"p1@example.com"}\n`,
      'reports/profile.html': `<p>${person.name}</p>`,
    });
    await forget(project);
    expect(await filesWith(project, everything)).toEqual([]);
    expect(await project.read('.mlx/quarantine/rejected.csv')).toBe(
      'reason,customer_id,age\nx,100001,4\n',
    );
    expect(await project.read('.mlx/deployments/server.log')).toBe('ok\n');
    expect(await project.read('.mlx/deployments/requests.jsonl')).toBe(
      '{"email":"p1@example.com"}\n',
    );
    expect((await project.files()).filter((file) => /scratch|download/.test(file))).toEqual([]);
  });
});

describe('mlx forget --expired', () => {
  it('removes artifacts with rows that are too old, and what was made of them', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, at) => `${at % 2},${at},202${at % 3 === 0 ? 4 : 6}-01-0${1 + (at % 9)}`,
    );
    const yaml = (more: string) =>
      `task: { type: classification, target: y }\ningest: { path: a.csv, columns: { x: number }${more} }\ntrain: { model: linear, epochs: 2 }\n`;
    await using project = await packagedPeople();
    await project.write({ 'a.csv': `y,x,at\n${rows.join('\n')}\n`, 'mlx.yaml': yaml('') });
    expect((await project.mlx('split')).exitCode).toBe(0);
    const retention = ', privacy: { retention: { column: at, days: 365, as_of: 2026-06-15 } }';
    await project.write({ 'mlx.yaml': yaml(retention) });
    const said = await project.mlx('forget --expired --yes --json');
    expect(JSON.parse(said.stdout)).toMatchObject({ from: '2025-07-01', rows: 20 });
    expect((JSON.parse(said.stdout) as { artifacts: string[] }).artifacts).toHaveLength(2);
    expect((await project.mlx('ingest -v --progress plain')).stderr).toContain(
      '20 rows older than 2025-07-01',
    );
    expect((await project.mlx('forget --expired')).stdout).toContain(
      'No artifact holds a row older',
    );
  });
});

describe('an erasure that is killed', () => {
  it('is completed by the same command', async () => {
    await using project = await projectWithPersonIn('test');
    await register(project);
    for (let delay = 150; delay <= 1500; delay += 150) {
      const erasing = await startMlx(['forget', '--subject', person.id, '--yes'], {
        cwd: project.path,
        env: keys,
      });
      const timer = setTimeout(() => erasing.kill('SIGKILL'), delay);
      const { killedBy } = await erasing.ended;
      clearTimeout(timer);
      if (killedBy === null) break;
    }
    const said = await forget(project);
    expect(await filesWith(project, everything)).toEqual([]);
    expect(said.learnt.map(({ name }) => name)).toContain('v1');
    const registry = new ModelRegistry(join(project.path, '.mlx', 'registry'));
    const { folder, fingerprint } = await registry.version('v1');
    expect((await openPackage(folder)).manifest.fingerprint).toBe(fingerprint);
    expect((await project.files()).filter((file) => /erased|replaced|\.tmp/.test(file))).toEqual(
      [],
    );
  }, 60_000);

  it('finishes a package that lies between two renames', async () => {
    await using project = await projectWithPersonIn('test');
    const registry = await register(project);
    const { folder } = await registry.version('v1');
    await cp(folder, `${folder}.erased`, { recursive: true });
    await rename(folder, `${folder}.replaced`);
    await forget(project);
    await expect(openPackage(folder)).resolves.toBeDefined();
    expect(await filesWith(project, everything)).toEqual([]);
  });
});
