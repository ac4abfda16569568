import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tarred } from '../../src/delivery/formats/tar.js';
import { openPackage } from '../../src/delivery/package-folder.js';
import { exportVersionTo, openExport } from '../../src/delivery/registry/exported-version.js';
import { registryWith } from './fixtures/registry-with.js';
import { newFolder, toyPackage } from './fixtures/toy-model.js';

describe('an exported version', () => {
  const label = { tags: ['good'], note: 'for the audit' };
  const exported = async (name: string) => {
    const registry = await registryWith(1);
    const version = await registry.version('v1');
    const out = join(await newFolder(), name);
    await exportVersionTo(out, version, label);
    return { version, out };
  };

  test.each(['churn.tar.gz', 'churn.tgz', 'churn'])('is read back from %s', async (name) => {
    const { version, out } = await exported(name);
    await using opened = await openExport(out);
    expect(opened.record).toEqual({
      ...{ name: 'v1', fingerprint: version.fingerprint, added: version.added, ...label },
    });
    expect((await openPackage(opened.folder)).manifest.fingerprint).toBe(version.fingerprint);
    await expect(exportVersionTo(out, version, label)).rejects.toThrow('is there already');
  });

  test('is one file with the same bytes each time', async () => {
    const [one, same] = [await exported('a.tar.gz'), await exported('b.tar.gz')];
    expect(await readFile(one.out)).toEqual(await readFile(same.out));
  });

  test('is refused when it was cut short, is something else or leads out of its folder', async () => {
    const { out } = await exported('churn.tar.gz');
    const whole = await readFile(out);
    const file = (path: string) => ({ path, bytes: Buffer.from('{}') });
    for (const [bytes, why] of [
      [whole.subarray(0, whole.length >> 1), 'unexpected end of file'],
      [Buffer.from('junk'), 'incorrect header'],
      [gzipSync('not an archive, but rather a text'), 'archive'],
      [gzipSync(tarred([file('version.json'), file('../../evil.json')])), 'evil.json'],
      [gzipSync(tarred([file('package/manifest.json')])), 'version.json'],
    ] as const) {
      await writeFile(out, bytes);
      await expect(openExport(out)).rejects.toMatchObject({
        code: 'registry/export',
        message: expect.stringContaining(why) as string,
      });
    }
    await expect(openExport(`${out}.none`)).rejects.toMatchObject({ code: 'registry/export' });
  });

  test('is refused when a file of its package was changed, naming file and archive, or the package is another', async () => {
    const { out, version } = await exported('churn.tar.gz');
    const filesOf = async (folder: string) =>
      Promise.all(
        (await openPackage(folder)).paths.map(async (path) => ({
          path: `package/${path}`,
          bytes: await readFile(join(folder, path)),
        })),
      );
    const { name, fingerprint, added } = version;
    const record = {
      path: 'version.json',
      bytes: Buffer.from(JSON.stringify({ name, fingerprint, added, ...label })),
    };
    const changed = (await filesOf(version.folder)).map((each) =>
      each.path.endsWith('weights.bin') ? { ...each, bytes: Buffer.from('x') } : each,
    );
    await writeFile(out, gzipSync(tarred([record, ...changed])));
    await expect(openExport(out)).rejects.toMatchObject({
      code: 'registry/export',
      message: `\`weights.bin\` of the package \`${out}\` was changed after mlx wrote it`,
    });
    const other = await filesOf(await toyPackage(-7));
    await writeFile(out, gzipSync(tarred([record, ...other])));
    await expect(openExport(out)).rejects.toThrow('another than was exported');
  });
});
