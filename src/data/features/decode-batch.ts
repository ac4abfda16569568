import type { Batch } from '../../contracts/batch.js';
import { type ImageShape, withDecoded } from '../images/decode-images.js';
import type { FittedFeatures } from './fitted-features.js';
import { featureSteps } from './steps/index.js';

/** The columns that have to be decoded before features are made of them, and to what. */
export function imageShapes({ columns }: FittedFeatures): ReadonlyMap<string, ImageShape> {
  const shapes = columns.flatMap(({ name, encode = [] }) =>
    encode.flatMap((encoder): (readonly [string, ImageShape])[] => {
      const step = featureSteps.encode.get(encoder.name);
      return step.reads === 'pixels' ? [[name, step.shape(encoder.state)]] : [];
    }),
  );
  return new Map(shapes);
}

/** The batch with its images decoded, as the features want them, and the broken ones; without images, the batch itself. */
export function decodeBatch(
  fitted: FittedFeatures,
  batch: Batch,
  folder: string | undefined,
): ReturnType<typeof withDecoded> {
  return withDecoded(batch, imageShapes(fitted), folder);
}
