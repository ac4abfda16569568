import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { openPackage, writePackage } from '../../src/delivery/package-folder.js';
import { newFolder, signature, toyPackage, toyParts } from './fixtures/toy-model.js';

describe('a package', () => {
  test('comes back from its folder as it was', async () => {
    const parts = toyParts(-0.05);
    const found = await openPackage(await toyPackage(-0.05));

    expect(found.model).toEqual(parts.model);
    expect(found.signature).toEqual(parts.signature);
    expect(found.golden).toEqual(parts.golden);
    expect(found.features).toEqual(parts.features);
    expect(found.facts).toMatchObject(parts.facts);
    expect(found.manifest.fingerprint.slice(0, 12)).toBe(found.manifest.version);
  });

  test('has the same bytes when it is made again', async () => {
    const [one, other] = [await toyPackage(-0.05), await toyPackage(-0.05)];
    const names = (await readdir(one)).toSorted();

    expect(names).toEqual([
      ...['MODEL_CARD.md', 'features.json', 'golden.json', 'manifest.json'],
      ...['model.json', 'sbom.cdx.json', 'signature.json', 'weights.bin'],
    ]);
    for (const name of names) {
      expect(await readFile(join(other, name))).toEqual(await readFile(join(one, name)));
    }
  });

  test('has another version when a weight is another', async () => {
    const [one, other] = [await toyPackage(-0.05), await toyPackage(-0.06)];
    expect((await openPackage(one)).manifest.version).not.toBe(
      (await openPackage(other)).manifest.version,
    );
  });

  test.each(['weights.bin', 'model.json', 'golden.json', 'MODEL_CARD.md', 'signature.json'])(
    'is refused when a byte of %s was changed',
    async (name) => {
      const folder = await toyPackage(-0.05);
      const bytes = await readFile(join(folder, name));
      bytes.writeUInt8(bytes.readUInt8(4) ^ 1, 4);
      await writeFile(join(folder, name), bytes);

      await expect(openPackage(folder)).rejects.toMatchObject({
        code: 'package/invalid',
        message: `\`${name}\` of the package \`${folder}\` was changed after mlx wrote it`,
        hints: [expect.stringContaining('mlx package --force')],
      });
    },
  );

  test('is refused when a figure in its manifest was changed', async () => {
    const folder = await toyPackage(-0.05);
    const manifest = join(folder, 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('0.8412', '0.9412'));

    await expect(openPackage(folder)).rejects.toMatchObject({
      code: 'package/invalid',
      message: expect.stringContaining('`manifest.json` of the package') as string,
    });
  });

  test('is refused when a file is missing, and names it', async () => {
    const folder = await toyPackage(-0.05);
    await rm(join(folder, 'golden.json'));
    await expect(openPackage(folder)).rejects.toThrow(`\`${folder}\` has no \`golden.json\``);
    await expect(openPackage(await newFolder())).rejects.toThrow('has no `manifest.json`');
  });

  test('is refused when its format is newer than this mlx', async () => {
    const folder = await toyPackage(-0.05);
    const manifest = join(folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"format": 1', '"format": 9'));
    await expect(openPackage(folder)).rejects.toThrow('has format 9, and this mlx reads 3');
  });

  test('cannot be made without golden rows', async () => {
    await expect(toyPackage(1, { golden: [] })).rejects.toThrow('1 to 20 golden rows');
  });

  test('publishes schemas that its own example and golden rows satisfy', async () => {
    const folder = await newFolder();
    await writePackage(folder, toyParts(-0.05));
    const { schema } = JSON.parse(await readFile(join(folder, 'signature.json'), 'utf8')) as {
      schema: { input: object; output: object; example: { input: object; output: object } };
    };
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    const [input, output] = [ajv.compile(schema.input), ajv.compile(schema.output)];

    expect(input(schema.example.input)).toBe(true);
    expect(output(schema.example.output)).toBe(true);
    for (const { row, expected } of (await openPackage(folder)).golden) {
      expect(input(row)).toBe(true);
      expect(output(expected)).toBe(true);
    }
    expect(input({ tenure: 1, id: 2 })).toBe(true);
    expect(input({ tenure: '1' })).toBe(false);
    expect(input({ plan: 'basic' })).toBe(false);
  });

  test('has a model card of facts', async () => {
    const folder = await toyPackage(-0.05);
    const card = await readFile(join(folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toMatchInlineSnapshot(`
      "# churn

      Predicts \`churned\`, one of \`no\`, \`yes\`, from 6 inputs. A \`toy\` model, packaged by mlx 0.1.0.

      ## Intended use

      Nobody has said so: write it under \`about\` in \`mlx.yaml\`.

      ## Owners

      Nobody has said so: write it under \`about\` in \`mlx.yaml\`.

      ## Measured on the test split

      | Metric | Value |
      | --- | --- |
      | \`roc_auc\` | 0.8412 (0.8203 to 0.8608) |
      | \`accuracy\` | 0.79 |

      ## Requirements

      | Requirement | Measured | Verdict |
      | --- | --- | --- |
      | roc_auc at least 0.83 | 0.8412 | passed |

      ## Inputs

      | Field | Type | Required | Seen in training |
      | --- | --- | --- | --- |
      | \`tenure\` | number | yes | 0 to 72 |
      | \`plan\` | category | no | \`basic\`, \`family\`, \`premium\` |
      | \`contracts\` | integer | no | 0 to 9 |
      | \`paperless\` | boolean | no |  |
      | \`signup\` | timestamp | no |  |
      | \`notes\` | text | no |  |

      ## Lineage

      | From | SHA-256 |
      | --- | --- |
      | source customers | \`bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\` |
      | stage ingest | \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\` |

      \`golden.json\` holds 3 rows of the data with the answers this model gave for them.
      "
    `);
    expect(signature.inputs.every(({ name }) => card.includes(name))).toBe(true);
  });
});
