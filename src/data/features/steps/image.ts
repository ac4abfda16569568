import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { ImageShape } from '../../images/decode-images.js';
import type { Block, ImageEncoder } from './step.js';

const params = {
  size: {
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: 1024 },
    maxItems: 2,
    description:
      'Height and width that images are brought to, one number for both; by default that of the training images if all have the same and none is larger than 64, else 64',
  },
  channels: {
    enum: ['grey', 'rgb'],
    description: 'Whether colours are kept; by default if training images have any',
  },
  fit: {
    enum: ['stretch', 'crop', 'pad'],
    default: 'stretch',
    description:
      'What happens to images of another ratio of height to width: stretched, cut at the edges, or filled up with white',
  },
  normalise: {
    enum: ['unit', 'symmetric', 'standard'],
    default: 'unit',
    description:
      'What brightness becomes: 0 to 1, −1 to 1, or by mean and standard deviation of each channel in the training images',
  },
} as const satisfies Params;

type State = {
  readonly shape: ImageShape;
  /** For each channel: what is taken away from a byte, and what the rest is divided by. */
  readonly shift: readonly number[];
  readonly divide: readonly number[];
};

/** The side of images when nothing tells a better one. */
export const usualSide = 64;

/**
 * The pixels of an image, row by row, channels innermost. A missing image is 0 everywhere. Decoded by sharp before anything is
 * written: see `images/`.
 */
export const image: ImageEncoder<State, ValuesOf<typeof params>> = {
  name: 'image',
  slot: 'encode',
  reads: 'pixels',
  summary: 'the pixels of the image, brought to one size',
  accepts: ['image'],
  params,
  check: ({ size }) =>
    size === undefined || size.length > 0 ? undefined : 'needs as `size` height and width',

  async fit(column, { size, channels, fit, normalise }) {
    const [height = usualSide, width = height] = size ?? [];
    const shape = { height, width, channels: channels === 'grey' ? 1 : 3, fit };
    const each = (value: number) => Array.from({ length: shape.channels }, () => value);
    if (normalise === 'unit') return { shape, shift: each(0), divide: each(255) };
    if (normalise === 'symmetric') return { shape, shift: each(127.5), divide: each(127.5) };
    const { mean, sd } = await brightness(column.images(shape), shape.channels);
    return { shape, shift: mean, divide: sd.map((value) => (value > 0 ? value : 1)) };
  },

  shape: ({ shape }) => shape,

  outputs: (column, { shape: { height, width, channels } }) =>
    Array.from({ length: height * width * channels }, (_, at) => {
      const place = Math.floor(at / channels);
      const channel = channels === 1 ? '' : `,${'rgb'[at % channels] ?? ''}`;
      return `${column}[${Math.floor(place / width)},${place % width}${channel}]`;
    }),

  block: ({ shape: { height, width, channels } }) => ({
    kind: 'image',
    shape: [height, width, channels],
  }),

  writer({ shape, shift, divide }) {
    const { channels } = shape;
    const width = shape.height * shape.width * channels;
    return (values, { from, count, target, cell, stride }: Block) => {
      for (let row = 0; row < count; row++) {
        const first = cell + row * stride;
        const bytes = values[from + row] ?? null;
        if (bytes === null) {
          target.fill(0, first, first + width);
          continue;
        }
        for (let at = 0; at < width; at += channels) {
          for (let channel = 0; channel < channels; channel++) {
            const shifted = (bytes[at + channel] as number) - (shift[channel] as number);
            target[first + at + channel] = shifted / (divide[channel] as number);
          }
        }
      }
    };
  },
};

/** Mean and standard deviation of each channel, exact. */
async function brightness(
  images: AsyncIterable<readonly (Uint8Array | null)[]>,
  channels: number,
): Promise<{ readonly mean: number[]; readonly sd: number[] }> {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let places = 0;
  for await (const some of images) {
    for (const bytes of some) {
      if (bytes === null) continue;
      for (const [at, value] of bytes.entries()) {
        const channel = at % channels;
        sums[channel] = (sums[channel] as number) + value;
        squares[channel] = (squares[channel] as number) + value * value;
      }
      places += bytes.length / channels;
    }
  }
  const mean = Array.from(sums, (sum) => sum / Math.max(1, places));
  const sd = Array.from(squares, (square, channel) =>
    Math.sqrt(Math.max(0, square / Math.max(1, places) - (mean[channel] as number) ** 2)),
  );
  return { mean, sd };
}
