import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { PredictionLog } from '../../src/delivery/serving/prediction-log.js';
import { RotatedFile } from '../../src/delivery/serving/rotated-file.js';
import type { ProjectDir } from '../helpers/project-dir.js';
import { keys, packagedPeople, person } from './people.js';

const hashKey = 'f00d'.repeat(16);

/** Writes the log as a server does: each row as a request of its own, with a label that comes later. */
async function serve(
  project: ProjectDir,
  rows: Readonly<Record<string, JsonObject>>,
  hidden: readonly string[],
): Promise<void> {
  const failed = (error: unknown): never => {
    throw error;
  };
  const folder = join(project.path, '.mlx', 'served');
  const file = new RotatedFile({ folder, fileBytes: 1e6, files: 9, failed });
  const log = new PredictionLog({ sample: 1, private: hidden, hashKey }, file);
  const manifest = (await project.files()).find((path) => /package\/.*manifest\.json$/.test(path));
  const { version } = JSON.parse(await project.read(manifest ?? '')) as { version: string };
  for (const [request, row] of Object.entries(rows)) {
    log.predicted(request, [row], { version, predictions: [{ label: 'yes' }] });
    log.learned({ request, row: 0, label: 'no' });
  }
  await log.close();
  await project.write({ '.mlx/served/hash.key': hashKey });
}

/** Whose predictions, and whose labels, the log still holds. */
async function kept(project: ProjectDir): Promise<Record<string, string[]>> {
  const folder = join(project.path, '.mlx', 'served');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => project.read(`.mlx/served/${name}`)));
  const lines = texts
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; request: string });
  const of = (kind: string) => lines.flatMap((line) => (line.kind === kind ? [line.request] : []));
  return { predictions: of('prediction'), labels: of('feedback') };
}

async function forget(project: ProjectDir, how: string): Promise<readonly { rows: number }[]> {
  const done = await project.mlx(`forget --subject ${person.id} --json ${how}`, {
    environment: keys,
  });
  expect(done.exitCode, done.stderr).toBe(0);
  const { tables } = JSON.parse(done.stdout) as { tables: { file: string; rows: number }[] };
  return tables.filter(({ file }) => file.includes('served'));
}

test('a person goes from the prediction log by id and by what nobody else has, hashed or not, with their labels', async () => {
  await using project = await packagedPeople();
  await serve(
    project,
    {
      hashed: { age: 61, plan: 'premium', email: person.email },
      other: { age: 61, plan: 'premium', email: 'p5@example.com' },
      id: { age: 61, plan: null, email: null, customer_id: Number(person.id) },
      neighbour: { age: 61, plan: null, email: null, customer_id: 100_005 },
    },
    ['email', 'customer_id'],
  );
  await serve(project, { clear: { age: 1, email: person.email } }, []);
  expect((await forget(project, '--dry-run')).map(({ rows }) => rows).toSorted()).toEqual([2, 4]);
  expect((await kept(project))['predictions']).toHaveLength(5);
  await forget(project, '--yes');
  const others = ['other', 'neighbour'];
  expect(await kept(project)).toEqual({ predictions: others, labels: others });
  expect(await forget(project, '--dry-run')).toEqual([]);
});

test('a row goes that has the values of theirs in every input of the model', async () => {
  await using project = await packagedPeople('email: drop');
  await serve(
    project,
    {
      theirs: { age: 20, plan: 'basic' },
      hidden: { age: 20.0, plan: 'basic', more: 'that the model does not read' },
      older: { age: 27, plan: 'basic' },
      unsaid: { age: 20 },
    },
    [],
  );
  await forget(project, '--yes');
  const others = ['older', 'unsaid'];
  expect(await kept(project)).toEqual({ predictions: others, labels: others });
});

test('what the table holds less exactly than it was sent is not compared', async () => {
  await using project = await packagedPeople('email: drop, age: { action: generalise, width: 10 }');
  await serve(
    project,
    {
      theirs: { age: 23, plan: 'basic' },
      other: { age: 23, plan: 'premium' },
      unsaid: { age: 23 },
    },
    ['age'],
  );
  await forget(project, '--yes');
  const others = ['other', 'unsaid'];
  expect(await kept(project)).toEqual({ predictions: others, labels: others });
});
