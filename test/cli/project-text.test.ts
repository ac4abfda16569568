import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectText } from '../../src/cli/project-text.js';
import { ProjectDir } from '../helpers/project-dir.js';

test('no project is no text; one that is there and cannot be read is an error', async () => {
  await using project = await ProjectDir.with({ 'mlx.yaml': 'version: 1\n' });
  expect(await projectText(join(project.path, 'mlx.yaml'))).toBe('version: 1\n');
  expect(await projectText(join(project.path, 'none.yaml'))).toBeUndefined();
  expect(await projectText(join(project.path, 'mlx.yaml', 'none.yaml'))).toBeUndefined();
  await mkdir(join(project.path, 'folder.yaml'));
  await expect(projectText(join(project.path, 'folder.yaml'))).rejects.toThrow('EISDIR');
});
