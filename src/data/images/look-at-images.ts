import { bytesOfCell } from './image-cell.js';
import { loadSharp } from './load-sharp.js';

/** What some images of a column are like, by their headers. */
export interface ImageFacts {
  readonly images: number;
  /** Of all of them; absent when they differ. */
  readonly size?: readonly [height: number, width: number];
  /** The largest side there is. */
  readonly largest: number;
  readonly isGrey: boolean;
}

/** Reads headers of images, and passes over what cannot be read; undefined when none can. */
export async function lookAtImages(
  cells: readonly string[],
  folder: string,
): Promise<ImageFacts | undefined> {
  const sharp = await loadSharp();
  const looked = cells.map(async (cell) =>
    sharp(await bytesOfCell(cell, folder))
      .metadata()
      .catch(() => undefined),
  );
  const found = (await Promise.allSettled(looked)).flatMap((each) =>
    each.status === 'fulfilled' && each.value !== undefined ? [each.value] : [],
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const { width, height } = first.autoOrient;
  const same = found.every(
    ({ autoOrient }) => autoOrient.width === width && autoOrient.height === height,
  );
  return {
    images: found.length,
    ...(same && { size: [height, width] as const }),
    largest: Math.max(...found.map((each) => Math.max(each.width, each.height))),
    isGrey: found.every(({ channels, hasAlpha }) => channels - Number(hasAlpha) === 1),
  };
}
