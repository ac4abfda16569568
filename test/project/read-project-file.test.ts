import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readProjectFile } from '../../src/project/read-project-file.js';
import { ProjectDir } from '../helpers/project-dir.js';

it('says where the project file is when one is further up', async () => {
  await using project = await ProjectDir.with({ 'shop.yaml': 'version: 1\n' });
  const deep = join(project.path, 'a', 'b');
  await mkdir(deep, { recursive: true });
  await expect(readProjectFile(join(deep, 'shop.yaml'), 'shop.yaml')).rejects.toMatchObject({
    code: 'project/missing',
    hints: expect.arrayContaining([
      'There is one further up: add `--project ../../shop.yaml`',
    ]) as unknown,
  });
  await expect(readProjectFile(join(deep, 'none.yaml'), 'none.yaml')).rejects.toMatchObject({
    hints: expect.not.arrayContaining([expect.stringContaining('further up')]) as unknown,
  });
});
