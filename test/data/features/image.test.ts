import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Batch } from '../../../src/contracts/batch.js';
import { decodeBatch } from '../../../src/data/features/decode-batch.js';
import type { FittedFeatures } from '../../../src/data/features/fitted-features.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { pathsOfBase } from '../../../src/data/images/base-files.js';
import { lookAtImages } from '../../../src/data/images/look-at-images.js';
import { openBaseModel } from '../../../src/learning/compute/base-model.js';
import { contextFor } from '../../learning/models/fixtures.js';
import { strings } from './column-stats.js';
import { batchOf, fit } from './fitting.js';
import { halves, saveGraphBase, saveTrainedBase } from './saved-base.js';

const world = { folder: '.', openBase: openBaseModel };

async function png(bytes: Uint8Array, side = 8): Promise<string> {
  const image = sharp(bytes, { raw: { width: side, height: side, channels: 1 } });
  return (await image.png().toBuffer()).toString('base64');
}

async function numbersOf(fitted: FittedFeatures, batch: Batch): Promise<number[]> {
  return [...matrixOf(fitted, (await decodeBatch(fitted, batch, world)).batch).values];
}

const { bytes } = halves(6);
let cells: string[] = [];
beforeAll(async () => {
  cells = await Promise.all(bytes.map(async (image) => png(image)));
});

const declared = { size: [8, 8], channels: 'grey' };
const fitOn = (settings: object) =>
  fit({ picture: ['image', strings(...cells)] }, { picture: { ...declared, ...settings } });

describe('pixels', () => {
  test.each([
    ['unit', (byte: number) => byte / 255],
    ['symmetric', (byte: number) => byte / 127.5 - 1],
  ])('as %s are bytes on another scale, and know their place', async (normalise, scaled) => {
    const fitted = await fitOn({ normalise });
    expect(fitted.blocks).toEqual([
      { name: 'picture', kind: 'image', shape: [8, 8, 1], start: 0, width: 64 },
    ]);
    expect(fitted.outputs[9]).toBe('picture[1,1]');
    const values = await numbersOf(fitted, batchOf({ picture: strings(cells[2] ?? '', null) }));
    const expected = [...(bytes[2] ?? [])].map((byte) => Math.fround(scaled(byte)));
    for (const [at, value] of values.slice(0, 64).entries()) {
      expect(value).toBeCloseTo(expected[at] ?? 0, 6);
    }
    expect(values.slice(64)).toEqual(Array<number>(64).fill(0));
  });

  test('as standard have mean 0 and deviation 1 over the training images', async () => {
    const fitted = await fitOn({ normalise: 'standard' });
    const values = await numbersOf(fitted, batchOf({ picture: strings(...cells) }));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(square).toBeCloseTo(1, 5);
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
  });

  test('are planned by what the training images are like', async () => {
    const images = async (side: number, colour = false) =>
      (
        await sharp({
          create: { width: side, height: side + 1, channels: 3, background: '#a01020' },
        })
          .toColourspace(colour ? 'srgb' : 'b-w')
          .png()
          .toBuffer()
      ).toString('base64');
    const planned = async (cellsOf: readonly string[]) => {
      const image = await lookAtImages(cellsOf, '.');
      const facts = new Map([['c', { rows: 9, distinct: 9, missing: 0, ...(image && { image }) }]]);
      const column = { name: 'c', type: 'image', role: 'feature' } as const;
      const plan = planFeatures([column], {}, { facts });
      return [plan.columns[0]?.encode[0]?.params, plan.columns[0]?.why];
    };
    const small = await images(30);
    expect(await planned([small, small])).toEqual([
      { size: [31, 30], channels: 'grey', fit: 'stretch', normalise: 'unit' },
      '2 images looked at: 31 × 30, grey',
    ]);
    expect(await planned([small, await images(200, true), 'gone.png'])).toEqual([
      { size: [64, 64], channels: 'rgb', fit: 'stretch', normalise: 'unit' },
      '2 images looked at: up to 201 pixels wide or high, in colour',
    ]);
  });
});

describe('embeddings', () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'mlx-base-'));
    onTestFinished(() => rm(made, { recursive: true, force: true }));
    return made;
  }

  test.each([
    ['the last hidden layer', undefined, 'flat', 36],
    ['a layer that is named, over its places', 'pooled', 'pooled', 4],
  ])('are what the saved model says at %s', async (...[, layer, expectedLayer, width]) => {
    const base = await folder();
    const model = await saveTrainedBase(base);
    const fitted = await fit(
      { picture: ['image', strings(...cells)] },
      {
        picture: {
          ...{ encode: 'embedding', base: join(base, 'model.json') },
          ...(layer !== undefined && { layer }),
        },
      },
    );
    expect(fitted.width).toBe(width);
    const got = await numbersOf(
      JSON.parse(JSON.stringify(fitted)) as FittedFeatures,
      batchOf({ picture: strings(...cells) }),
    );
    const { tf } = await contextFor({ backend: 'cpu' }).compute();
    const { model: cut } = await import('@tensorflow/tfjs-layers');
    const upTo = cut({ inputs: model.inputs, outputs: model.getLayer(expectedLayer).output });
    const x = tf.tensor4d(
      bytes.flatMap((image) => [...image].map((byte) => byte / 255)),
      [6, 8, 8, 1],
    );
    const said = upTo.predict(x) as Tensor;
    const expected = (said.rank === 4 ? tf.mean(said, [1, 2]) : said).dataSync();
    for (const [at, value] of got.entries()) expect(value).toBeCloseTo(expected[at] ?? 0, 5);
  });

  test('come from graph models as well', async () => {
    const base = await folder();
    await saveGraphBase(base);
    const path = join(base, 'model.json');
    const fitted = await fit(
      { picture: ['image', strings(...cells)] },
      { picture: { encode: 'embedding', base: path, size: [8, 8], brightness: 'symmetric' } },
    );
    const [first = 0] = await numbersOf(fitted, batchOf({ picture: strings(cells[0] ?? '') }));
    const above = [...(bytes[0] ?? [])].map((byte) => Math.max(0, byte / 127.5 - 1));
    expect(first).toBeCloseTo(above.reduce((sum, value) => sum + value, 0) / 64, 5);
  });

  test('name all files of the base, and what is wrong with it', async () => {
    const base = await folder();
    await saveTrainedBase(base);
    expect(await pathsOfBase('model.json', base)).toEqual([
      'model.json',
      'group1-shard1of2.bin',
      'group1-shard2of2.bin',
    ]);
    const path = join(base, 'model.json');
    const tried = (settings: object) =>
      fit(
        { picture: ['image', strings(...cells)] },
        { picture: { encode: 'embedding', base: path, ...settings } },
      );
    await expect(tried({ layer: 'nowhere' })).rejects.toMatchObject({
      code: 'features/base-model',
      message: expect.stringContaining('nowhere') as string,
    });
    await rm(join(base, 'group1-shard2of2.bin'));
    await expect(tried({})).rejects.toMatchObject({
      message: expect.stringContaining('group1-shard2of2.bin`, which is not there') as string,
    });
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 50));
    await expect(tried({})).rejects.toMatchObject({
      message: expect.stringContaining('is no JSON') as string,
    });
  });
});
