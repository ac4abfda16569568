import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { erasuresFile, readErasures } from '../../../src/data/privacy/erasures.js';
import { projectWith } from '../project.js';

it('a record of erasures that cannot be read does not pass for none', async () => {
  const { folder } = await projectWith({});
  expect(await readErasures(folder)).toBeUndefined();
  await mkdir(join(folder, erasuresFile));
  await expect(readErasures(folder)).rejects.toMatchObject({ code: 'privacy/erased-unknown' });
});
