import type { Batch, Vector } from '../../contracts/batch.js';
import { type BrokenImage, decodeImages, type ImageShape } from '../images/decode-images.js';
import type { BaseModel, ImageWorld } from '../images/image-world.js';
import type { FittedFeatures } from './fitted-features.js';
import { featureSteps } from './steps/index.js';
import type { PlannedBase } from './steps/step.js';

interface ImageColumn {
  readonly name: string;
  readonly shape: ImageShape;
  readonly base: PlannedBase | undefined;
}

const known = new WeakMap<FittedFeatures, readonly ImageColumn[]>();

/** The columns that have to be decoded before features are made of them. */
export function imageColumnsOf(fitted: FittedFeatures): readonly ImageColumn[] {
  const found =
    known.get(fitted) ??
    fitted.columns.flatMap(({ name, encode = [] }) =>
      encode.flatMap((encoder): readonly ImageColumn[] => {
        const step = featureSteps.encode.get(encoder.name);
        if (step.reads !== 'pixels') return [];
        return [{ name, shape: step.shape(encoder.state), base: step.base?.(encoder.state) }];
      }),
    );
  known.set(fitted, found);
  return found;
}

/** The batch with its images decoded, as the features want them, and the broken ones by column; without images, the batch itself. */
export async function decodeBatch(
  fitted: FittedFeatures,
  batch: Batch,
  world: ImageWorld,
): Promise<{
  readonly batch: Batch;
  readonly broken: ReadonlyMap<string, readonly BrokenImage[]>;
}> {
  const images = imageColumnsOf(fitted);
  const broken = new Map<string, readonly BrokenImage[]>();
  if (images.length === 0) return { batch, broken };
  const columns = new Map(batch.columns);
  for (const { name, shape, base } of images) {
    const vector = batch.columns.get(name);
    if (vector?.kind !== 'string') continue;
    const decoded = await decodeImages(vector.values, shape, world.folder);
    if (decoded.broken.length > 0) broken.set(name, decoded.broken);
    columns.set(name, await madeOf(decoded.pixels, { shape, base, world }));
  }
  return { batch: { rows: batch.rows, columns }, broken };
}

/** Images that a model looks at together. */
const atOnce = 32;

async function madeOf(
  pixels: readonly (Uint8Array | null)[],
  { shape, base, world }: Pick<ImageColumn, 'shape' | 'base'> & { readonly world: ImageWorld },
): Promise<Vector> {
  if (base === undefined) return { kind: 'pixels', values: pixels };
  const model = await opened(base, shape, world);
  const values: (Float32Array | null)[] = pixels.map(() => null);
  const there = [...pixels.keys()].filter((row) => pixels[row] !== null);
  const size = shape.height * shape.width * shape.channels;
  for (let from = 0; from < there.length; from += atOnce) {
    const rows = there.slice(from, from + atOnce);
    const seen = new Float32Array(rows.length * size);
    for (const [at, row] of rows.entries()) {
      for (const [place, byte] of (pixels[row] as Uint8Array).entries()) {
        seen[at * size + place] = (byte - base.shift) / base.divide;
      }
    }
    const made = await model.embed(seen, rows.length);
    for (const [at, row] of rows.entries()) {
      values[row] = made.slice(at * base.width, (at + 1) * base.width);
    }
  }
  return { kind: 'pixels', values };
}

const models = new WeakMap<object, Promise<BaseModel>>();

function opened(
  { files, layer }: PlannedBase,
  { height, width, channels }: ImageShape,
  { openBase }: ImageWorld,
): Promise<BaseModel> {
  const model = models.get(files) ?? openBase(files, { shape: [height, width, channels], layer });
  models.set(files, model);
  return model;
}
