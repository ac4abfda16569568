import type { Params, ValuesOf } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import { type BaseFiles, inputOf, noBase, readBase } from '../../images/base-files.js';
import type { ImageShape } from '../../images/decode-images.js';
import type { Block, ImageEncoder } from './step.js';

const params = {
  base: {
    type: 'string',
    minLength: 1,
    description:
      'The `model.json` of a model that TensorFlow.js saved, layers or graph, relative to the project file',
  },
  layer: {
    type: 'string',
    minLength: 1,
    description:
      'The layer (of a graph: the node) whose output is taken; by default what the last layer with weights reads, of a graph its output',
  },
  size: {
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: 1024 },
    maxItems: 2,
    description: 'Height and width that the model wants; by default as it says, else 224',
  },
  fit: {
    enum: ['stretch', 'crop', 'pad'],
    default: 'stretch',
    description: 'What happens to images of another ratio of height to width',
  },
  brightness: {
    enum: ['unit', 'symmetric', 'byte'],
    default: 'unit',
    description: 'What the model was trained on: 0 to 1, −1 to 1, or 0 to 255',
  },
} as const satisfies Params;

type State = {
  readonly base: BaseFiles;
  readonly layer: string | null;
  readonly shape: ImageShape;
  readonly brightness: 'unit' | 'symmetric' | 'byte';
  readonly width: number;
};

const scales = {
  unit: { shift: 0, divide: 255 },
  symmetric: { shift: 127.5, divide: 127.5 },
  byte: { shift: 0, divide: 1 },
} as const;

/**
 * What a model that was trained on other images makes of an image: transfer learning, with any family as the head. The model
 * becomes part of the features, and so of the package. A missing image is 0 everywhere.
 */
export const embedding: ImageEncoder<State, ValuesOf<typeof params>> = {
  name: 'embedding',
  slot: 'encode',
  reads: 'pixels',
  summary: 'what a saved model of TensorFlow.js makes of the image: transfer learning',
  accepts: ['image'],
  params,
  check: ({ base }) =>
    base === undefined ? 'needs `base`, the `model.json` of a model' : undefined,

  async fit(column, { base: path = '', layer, size, fit, brightness }) {
    const { folder = '.', openBase } = column.world;
    const base = await readBase(path, folder);
    const { height, width, channels } = sizeOf(base, size);
    const shape = { height, width, channels, fit };
    const wish = { shape: [height, width, channels] as const, layer };
    const opened = await openBase(base, wish).catch((error: unknown) => {
      if (error instanceof MlxError) throw error;
      const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
      throw noBase(path, `cannot be used: ${why}`);
    });
    return { base, layer: layer ?? null, shape, brightness, width: opened.width };
  },

  shape: ({ shape }) => shape,
  base: ({ base, layer, brightness, width }) => ({
    ...{ files: base, width, layer: layer ?? undefined },
    ...scales[brightness],
  }),
  outputs: (column, { width }) => Array.from({ length: width }, (_, at) => `${column}~${at}`),

  writer({ width }) {
    return (values, { from, count, target, cell, stride }: Block) => {
      for (let row = 0; row < count; row++) {
        const numbers = values[from + row] ?? null;
        const first = cell + row * stride;
        if (numbers === null) target.fill(0, first, first + width);
        else target.set(numbers, first);
      }
    };
  },
};

/** As the project says, else as the model does. */
function sizeOf(
  base: BaseFiles,
  size: readonly number[] | undefined,
): Pick<ImageShape, 'height' | 'width' | 'channels'> {
  const [height = usualSide, width = usualSide, channels = 3] = inputOf(base) ?? [];
  if (size === undefined) return { height, width, channels };
  const [wanted = height, wide = wanted] = size;
  return { height: wanted, width: wide, channels };
}

/** The side that most models for photographs want. */
const usualSide = 224;
