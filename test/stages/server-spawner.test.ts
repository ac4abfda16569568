import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serverSpawner } from '../../src/stages/server-spawner.js';
import { ProjectDir } from '../helpers/project-dir.js';

test('a server in the background reads the project as the command did that started it', async () => {
  await using project = await ProjectDir.with({
    'say.js': 'process.stdout.write(JSON.stringify(process.argv.slice(2)));',
  });
  const told = [
    '--project',
    join(project.path, 'other.yaml'),
    '--env',
    'prod',
    '--set',
    'serve.cache=9',
  ];
  const spawn = serverSpawner(project.path, {
    self: [process.execPath, join(project.path, 'say.js')],
    environment: {},
    project: told,
  });
  const logFile = join(project.path, 'server.log');
  const { exited } = await spawn({
    serve: { alias: 'production' },
    ...{ host: '127.0.0.1', port: 8080, instance: 'one', announce: 'here', logFile },
  });
  expect(await exited).toBe('exit code 0');
  const said = JSON.parse(await readFile(logFile, 'utf8')) as string[];
  expect(said.slice(0, 7)).toEqual(['serve', ...told]);
  expect(said).toContain('production');
});
