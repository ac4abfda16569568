import { bytesOfCell, holdsImage } from './image-cell.js';
import { loadSharp } from './load-sharp.js';
import { plainPixels } from './plain-png.js';

/** What images are brought to. */
export type ImageShape = {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What happens to another ratio of height to width: stretched, cut at the edges, or filled up with white. */
  readonly fit: 'stretch' | 'crop' | 'pad';
};

/** An image that could not be read. */
export interface BrokenImage {
  readonly row: number;
  /** The path, or that it stood in the cell. */
  readonly what: string;
  readonly why: string;
}

export interface DecodedImages {
  /** Bytes of each row's image; null where it is missing or broken. */
  readonly pixels: readonly (Uint8Array | null)[];
  readonly broken: readonly BrokenImage[];
}

/**
 * Decodes images and brings them to one shape, 0 … 255 a channel: turned as EXIF says, of 8 bits, transparent parts white, the
 * first picture of an animation. Without a folder, a cell that is a path counts as broken.
 */
export async function decodeImages(
  cells: readonly (string | null)[],
  shape: ImageShape,
  folder: string | undefined,
): Promise<DecodedImages> {
  const pixels: (Uint8Array | null)[] = cells.map(() => null);
  const broken: BrokenImage[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let row = next++; row < cells.length; row = next++) {
      const cell = cells[row];
      if (cell === null || cell === undefined) continue;
      try {
        pixels[row] = await decoded(cell, shape, folder);
      } catch (error) {
        const flaw = flawOf(error);
        if (flaw === undefined) throw error;
        broken.push({ row, what: nameOf(cell), why: flaw });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { pixels, broken: broken.sort((a, b) => a.row - b.row) };
}

const atOnce = 8;

async function decoded(
  cell: string,
  { height, width, channels, fit }: ImageShape,
  folder: string | undefined,
): Promise<Uint8Array> {
  if (folder === undefined && !holdsImage(cell)) throw new BadImage('is no image in base64');
  const bytes = await bytesOfCell(cell, folder ?? '.');
  const plain = plainPixels(bytes, { height, width, channels });
  if (plain !== undefined) return plain;
  const sharp = await loadSharp();
  const image = sharp(bytes, { failOn: 'error' })
    .rotate()
    .flatten({ background: white })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .resize(width, height, { fit: fits[fit], background: white });
  return image.raw({ depth: 'uchar' }).toBuffer();
}

class BadImage extends Error {}

const white = '#ffffff';
const fits = { stretch: 'fill', crop: 'cover', pad: 'contain' } as const;

/** What is wrong with an image; undefined for what is no fault of the image's. */
function flawOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name === 'MlxError') return undefined;
  if (error instanceof BadImage) return error.message;
  const code = 'code' in error ? String(error.code) : '';
  const flaw = flaws[code];
  if (flaw !== undefined) return flaw;
  // libvips keeps its reasons in one place for all threads: another image that fails at the same time may take this one's away.
  const why = (error.message.split('\n', 1)[0] ?? '').replace(/[:\s]+$/, '');
  return `cannot be decoded (${why === 'Unknown error' ? 'its data is broken' : why})`;
}

const flaws: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
};

function nameOf(cell: string): string {
  return holdsImage(cell) ? 'the image in the cell' : `\`${cell}\``;
}
