import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImages, type ImageShape } from '../../../src/data/images/decode-images.js';
import { holdsImage, looksLikeImage } from '../../../src/data/images/image-cell.js';
import { plainPixels } from '../../../src/data/images/plain-png.js';
import { writePng } from '../../../src/data/sources/idx/write-png.js';

const grey: ImageShape = { height: 2, width: 2, channels: 1, fit: 'stretch' };
const rgb: ImageShape = { ...grey, channels: 3 };

async function decoded(bytes: Buffer, shape: ImageShape): Promise<number[]> {
  const { pixels, broken } = await decodeImages([bytes.toString('base64')], shape, undefined);
  expect(broken).toEqual([]);
  return [...(pixels[0] ?? [])];
}

const plain = (
  background: string | { r: number; g: number; b: number; alpha: number },
  channels: 3 | 4 = 3,
  side = 2,
) => sharp({ create: { width: side, height: side, channels, background } });

const four = (values: readonly number[]) =>
  sharp(Buffer.from(values), { raw: { width: 2, height: 2, channels: 1 } });

describe('decoding', () => {
  it('gives bytes, row by row, whatever holds them', async () => {
    const values = [0, 100, 200, 255];
    for (const format of ['png', 'webp'] as const) {
      const bytes = await four(values).toFormat(format, { lossless: true }).toBuffer();
      expect(await decoded(bytes, grey)).toEqual(values);
      expect(await decoded(bytes, rgb)).toEqual(values.flatMap((value) => [value, value, value]));
    }
  });

  it.each([
    [1, grey],
    [3, rgb],
  ])(
    'reads what mlx wrote of %i channels without sharp, as sharp does',
    async (channels, shape) => {
      const size = { ...shape, height: 5, width: 7 };
      const pixels = Uint8Array.from({ length: 35 * channels }, (_, at) => (at * 37) % 256);
      const png = writePng(pixels, { height: 5, width: 7, channels });
      expect([...(plainPixels(png, size) ?? [])]).toEqual([...pixels]);
      const told = sharp(png).toColourspace(channels === 1 ? 'b-w' : 'srgb');
      expect([...(await told.raw().toBuffer())]).toEqual([...pixels]);
      expect(await decoded(png, size)).toEqual([...pixels]);
      // Anything else is for sharp.
      expect(plainPixels(png, { ...size, channels: 4 - channels })).toBeUndefined();
      expect(plainPixels(png, { ...size, width: 8 })).toBeUndefined();
      for (const at of [3, 30, 50, png.length - 6]) {
        const spoilt = Buffer.from(png);
        spoilt[at] = (spoilt[at] as number) ^ 1;
        expect(plainPixels(spoilt, size)).toBeUndefined();
        expect(plainPixels(png.subarray(0, at), size)).toBeUndefined();
      }
      const filtered = await sharp(png).png({ adaptiveFiltering: true }).toBuffer();
      expect(plainPixels(filtered, size)).toBeUndefined();
      expect(await decoded(filtered, size)).toEqual([...pixels]);
    },
  );

  it('brings 16 bits to 8', async () => {
    const deep = Uint16Array.of(0, 25_700, 51_400, 65_535);
    const png = await sharp(deep, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    expect(await decoded(png, grey)).toEqual([0, 100, 200, 255]);
  });

  it('reads inks as colours', async () => {
    const jpeg = await plain('#c81e3c', 3, 16).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
    const [red = 0, green = 255, blue = 255] = await decoded(jpeg, rgb);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(90);
  });

  it('turns what EXIF says is turned', async () => {
    const turned = await four([0, 100, 200, 255]).png().withMetadata({ orientation: 6 }).toBuffer();
    expect(await decoded(turned, grey)).toEqual([200, 0, 255, 100]);
  });

  it('takes transparent for white, and the first picture of an animation', async () => {
    const clear = await plain({ r: 0, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer();
    expect(await decoded(clear, grey)).toEqual([255, 255, 255, 255]);
    const pictures = await Promise.all(
      ['#ff0000', '#0000ff'].map((colour) => plain(colour).png().toBuffer()),
    );
    const gif = await sharp(pictures, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await decoded(gif, rgb)).slice(0, 3)).toEqual([255, 0, 0]);
  });

  it('stretches, cuts or fills up other ratios', async () => {
    const wide = await sharp(Buffer.from([0, 90, 90, 0]), {
      raw: { width: 4, height: 1, channels: 1 },
    })
      .png()
      .toBuffer();
    const line = { height: 1, width: 2, channels: 1 };
    expect(await decoded(wide, { ...line, fit: 'crop' })).toEqual([90, 90]);
    const [left = 0, right = 0] = await decoded(wide, { ...line, fit: 'stretch' });
    expect(left).toBe(right);
    const square = { height: 4, width: 4, channels: 1 };
    expect((await decoded(wide, { ...square, fit: 'pad' })).slice(0, 4)).toEqual(
      Array<number>(4).fill(255),
    );
  });

  it('tells broken images apart from missing ones', async () => {
    const noise = { type: 'gaussian', mean: 100, sigma: 40 } as const;
    const create = { width: 80, height: 80, channels: 3, background: '#000', noise } as const;
    const jpeg = await sharp({ create }).jpeg().toBuffer();
    const folder = await mkdtemp(join(tmpdir(), 'mlx-images-'));
    await writeFile(join(folder, 'half.jpg'), jpeg.subarray(0, jpeg.length / 2));
    await writeFile(join(folder, 'none.png'), '');
    await writeFile(join(folder, 'text.png'), 'no image');
    await writeFile(join(folder, 'good.jpg'), jpeg);
    const cells = [null, 'half.jpg', 'none.png', 'text.png', 'gone.png', '.', 'good.jpg'];
    const { pixels, broken } = await decodeImages(cells, rgb, folder);
    expect(broken.map(({ row, what }) => [row, what])).toEqual(
      [1, 2, 3, 4, 5].map((row) => [row, `\`${cells[row] ?? ''}\``]),
    );
    expect(broken.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^cannot be decoded \(.*(premature end|data is broken)/),
      expect.stringMatching(/^cannot be decoded \(/),
      expect.stringMatching(/^cannot be decoded \(.*unsupported image format/),
      'is not there',
      'is a folder',
    ]);
    expect(pixels.map((image) => image !== null)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect([...(pixels[6] ?? [])]).toEqual(await decoded(jpeg, rgb));
  });

  it('opens no file for rows that come from elsewhere', async () => {
    const { pixels, broken } = await decodeImages(['/etc/hostname'], grey, undefined);
    expect(pixels).toEqual([null]);
    expect(broken[0]?.why).toBe('is no image in base64');
  });
});

it('an image is told from other cells by how it is written', async () => {
  const png = (await plain('#102030').png().toBuffer()).toString('base64');
  const jpeg = (await plain('#102030').jpeg().toBuffer()).toString('base64');
  for (const cell of [png, jpeg, `data:image/png;base64,${png}`]) {
    expect([looksLikeImage(cell), holdsImage(cell)]).toEqual([true, true]);
  }
  for (const cell of ['a/b.png', '/9j/photo.jpg', 'C.JPEG', 'x.webp']) {
    expect([looksLikeImage(cell), holdsImage(cell)]).toEqual([true, false]);
  }
  for (const cell of ['a.txt', 'png', 'Quite some words about a.png file', '12.5']) {
    expect(looksLikeImage(cell)).toBe(false);
  }
});
