import { expect, it } from 'vitest';
import { LateDatabase } from '../../src/data/tables/late-database.js';
import { openPackage } from '../../src/delivery/package-folder.js';
import { packagePredictor } from '../../src/stages/load-predictor.js';
import { toyPackage } from '../delivery/fixtures/toy-model.js';

it('refuses a package whose features an older mlx stored', async () => {
  const folder = await toyPackage(1, { features: { version: 1, columns: [] } });
  await using database = new LateDatabase();
  const opening = packagePredictor(await openPackage(folder), { database: database.open });
  await expect(opening).rejects.toMatchObject({
    code: 'package/invalid',
    message: expect.stringContaining('(version 1), and this mlx reads version 2') as string,
  });
});
