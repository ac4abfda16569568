import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { startWeb } from '../services/web-server.js';
import { filesWith, grepFinds, keys, peopleCsv, person } from './people.js';

const everything = [person.id, person.name, person.email];
const environment = keys;

function yaml(ingest: string): string {
  return `task: { type: classification, target: churn }\ningest: { ${ingest}, columns: { customer_id: id, full_name: text } }\ntrain: { model: linear, epochs: 5 }\n`;
}

async function forgotten(project: ProjectDir): Promise<void> {
  const { exitCode, stderr } = await project.mlx(
    ['forget', '--subject', person.id, '--column', 'customer_id', '--yes'],
    { environment },
  );
  expect(exitCode, stderr).toBe(0);
  expect(await filesWith(project, everything)).toEqual([]);
  for (const text of everything) expect(grepFinds(project, text)).toBe(false);
}

it('nobody is left in the parts that were read, in profiles, in reports', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': yaml('path: people.csv'),
    'people.csv': peopleCsv(),
  });
  for (const line of ['ingest --profile', 'profile', 'profile --html', 'evaluate']) {
    const { exitCode, stderr } = await project.mlx(line);
    expect(exitCode, stderr).toBe(0);
  }
  const before = await filesWith(project, everything);
  expect(before.some((file) => file.startsWith('.mlx/cache/parts/'))).toBe(true);
  const files = await project.files();
  expect(files.filter((file) => file.startsWith('.mlx/cache/profiles/'))).toHaveLength(1);
  expect(files).toContain('reports/profile.json');
  await forgotten(project);
});

it('nobody is left in what was piped in', async () => {
  await using project = await ProjectDir.with({ 'mlx.yaml': yaml('type: stdin, format: csv') });
  const { exitCode, stderr } = await project.mlx('split', { stdin: peopleCsv() });
  expect(exitCode, stderr).toBe(0);
  const before = await filesWith(project, everything);
  expect(before.some((file) => file.startsWith('.mlx/cache/stdin/'))).toBe(true);
  await forgotten(project);
});

it('nobody is left in what was downloaded', async () => {
  await using web = await startWeb((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', etag: '"1"' });
    response.end(peopleCsv());
  });
  await using project = await ProjectDir.with({
    'mlx.yaml': yaml(`type: http, url: "${web.url}/people.csv"`),
  });
  const { exitCode, stderr } = await project.mlx('split');
  expect(exitCode, stderr).toBe(0);
  const before = await filesWith(project, everything);
  expect(before.some((file) => file.startsWith('.mlx/cache/http/'))).toBe(true);
  await forgotten(project);
});

it('nobody is left among rows that were set aside, or that stopped an ingest', async () => {
  const rules = (otherwise: string): string =>
    `path: people.csv, quality: [{ column: customer_id, between: [0, 900000], else: ${otherwise} }]`;
  await using project = await ProjectDir.with({
    'mlx.yaml': yaml(rules('quarantine')),
    'people.csv': peopleCsv(),
  });
  expect((await project.mlx('ingest')).exitCode).toBe(0);
  await project.write({ 'mlx.yaml': yaml(rules('fail')) });
  expect((await project.mlx('ingest')).exitCode).toBe(4);
  const before = await filesWith(project, everything);
  expect(before).toContain('.mlx/quarantine/rejected.csv');
  expect(before.some((file) => file.endsWith('/quarantine.csv'))).toBe(true);
  await forgotten(project);
});

it('a project that protects columns, or lets rows grow too old, keeps no parts as they were read', async () => {
  const dated = peopleCsv()
    .trimEnd()
    .split('\n')
    .map((line, at) => `${line},${at === 0 ? 'seen' : '2026-01-01'}`);
  await using project = await ProjectDir.with({ 'people.csv': `${dated.join('\n')}\n` });
  const parts = async (): Promise<readonly string[]> =>
    (await project.files()).filter((file) => file.startsWith('.mlx/cache/parts/'));
  for (const privacy of [
    'full_name: drop',
    'retention: { column: seen, days: 300, as_of: 2026-01-15 }',
  ]) {
    await project.write({ 'mlx.yaml': yaml('path: people.csv') });
    await project.mlx('ingest --force');
    expect(await parts()).not.toEqual([]);
    await project.write({ 'mlx.yaml': yaml(`path: people.csv, privacy: { ${privacy} }`) });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode, stderr).toBe(0);
    expect(await parts()).toEqual([]);
  }
});

it('rows that are too old leave the caches with the artifacts', async () => {
  const retention = 'privacy: { retention: { column: at, days: 30, as_of: 2026-06-15 } }';
  const rows = Array.from(
    { length: 60 },
    (_, at) => `${at % 2},20${20 + (at % 6)}-01-0${1 + (at % 9)}`,
  );
  const projectYaml = (more: string): string =>
    `task: { type: classification, target: y }\ningest: { path: a.csv${more} }\ntrain: baseline\n`;
  await using project = await ProjectDir.with({
    'mlx.yaml': projectYaml(''),
    'a.csv': `y,at\n${rows.join('\n')}\n`,
  });
  expect((await project.mlx('ingest')).exitCode).toBe(0);
  await project.write({ 'mlx.yaml': projectYaml(`, ${retention}`) });
  const { exitCode, stderr } = await project.mlx('forget --expired --yes');
  expect(exitCode, stderr).toBe(0);
  const kept = await project.files();
  expect(kept.filter((file) => /\.mlx\/(cache|quarantine|artifacts)\//.test(file))).toEqual([]);
});
