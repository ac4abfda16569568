import type { Params, ValuesOf } from '../../../contracts/params.js';
import { normal, randomFor } from '../../../contracts/seeded-random.js';
import type { RowChange } from '../../compute/network.js';

/** How training images are varied; a family of images spreads this into its own params. */
export const augmentParams = {
  augment: {
    type: 'object',
    description:
      'Shows training images a little different in each epoch; other rows stay as they are',
    properties: {
      rotate: {
        type: 'number',
        minimum: 0,
        maximum: 180,
        default: 10,
        description: 'Most degrees an image is turned, either way',
      },
      shift: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.1,
        description: 'Most that it is moved, as a share of height and width',
      },
      scale: {
        type: 'number',
        minimum: 0,
        maximum: 0.9,
        default: 0.1,
        description: 'Most that it is enlarged or made smaller, as a share of its size',
      },
      flip: {
        type: 'boolean',
        default: false,
        description:
          'Whether left and right are exchanged in half of the cases: not for letters and digits',
      },
      noise: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'Standard deviation of what is added to each brightness',
      },
    },
  },
} as const satisfies Params;

type Augment = NonNullable<ValuesOf<typeof augmentParams>['augment']>;

const usual: Augment = { rotate: 10, shift: 0.1, scale: 0.1, flip: false, noise: 0 };

/** Where the image is in a row. */
export interface ImagePlace {
  readonly start: number;
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** The change that the params ask for; undefined when they ask for none. */
export function augmentation(
  { augment = usual }: ValuesOf<typeof augmentParams>,
  { start, shape }: ImagePlace,
  { seed, label }: { readonly seed: number; readonly label: string },
): RowChange | undefined {
  const { rotate, shift, scale, flip, noise } = augment;
  const moves = rotate > 0 || shift > 0 || scale > 0 || flip;
  if (!moves && noise === 0) return undefined;
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const before = new Float32Array(size);
  return {
    key: JSON.stringify(augment),
    apply: (values, { row, epoch }) => {
      const random = randomFor(seed, `${label}/augment/${epoch}/${row}`);
      const either = () => 2 * random() - 1;
      const image = values.subarray(start, start + size);
      // Always as many draws, so that one setting does not move what another draws.
      const angle = (either() * rotate * Math.PI) / 180;
      const zoom = 1 / (1 + either() * scale);
      const [down, right] = [either() * shift * height, either() * shift * width];
      const mirror = flip && random() < 0.5 ? -1 : 1;
      if (moves) {
        before.set(image);
        const turn = { cos: Math.cos(angle) * zoom, sin: Math.sin(angle) * zoom, mirror };
        resample(before, image, { shape, turn, down, right });
      }
      if (noise === 0) return;
      for (let at = 0; at < size; at++) {
        image[at] = (image[at] as number) + noise * normal(random);
      }
    },
  };
}

interface Move {
  readonly shape: ImagePlace['shape'];
  readonly turn: { readonly cos: number; readonly sin: number; readonly mirror: number };
  readonly down: number;
  readonly right: number;
}

/** Each pixel is read, linearly between four, from where it came from; beyond the edge, from the edge. */
function resample(from: Float32Array, to: Float32Array, { shape, turn, down, right }: Move): void {
  const [height, width, channels] = shape;
  const { cos, sin, mirror } = turn;
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dy = y - middleY - down;
      const dx = x - middleX - right;
      const sourceY = within(cos * dy - sin * dx + middleY, height - 1);
      const sourceX = within(mirror * (sin * dy + cos * dx) + middleX, width - 1);
      const [top, left] = [Math.floor(sourceY), Math.floor(sourceX)];
      const [below, beside] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
      const [shareY, shareX] = [sourceY - top, sourceX - left];
      for (let channel = 0; channel < channels; channel++) {
        const pixel = (line: number, column: number): number =>
          from[(line * width + column) * channels + channel] as number;
        const upper = pixel(top, left) * (1 - shareX) + pixel(top, beside) * shareX;
        const lower = pixel(below, left) * (1 - shareX) + pixel(below, beside) * shareX;
        to[(y * width + x) * channels + channel] = upper * (1 - shareY) + lower * shareY;
      }
    }
  }
}

function within(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
