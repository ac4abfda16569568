import type Sharp from 'sharp';
import { MlxError } from '../../errors/index.js';

export type SharpModule = typeof Sharp;

let loading: Promise<SharpModule> | undefined;

/** The decoder, loaded at the first image. Throws `features/no-sharp` where it is not installed. */
export async function loadSharp(): Promise<SharpModule> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Images are decoded several at a time: a thread of its own for each would only get in the way.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  try {
    return await loading;
  } catch (cause) {
    loading = undefined;
    throw new MlxError('features/no-sharp', 'Images cannot be decoded: `sharp` is not installed', {
      hints: ['Install it beside mlx: `npm install sharp`'],
      cause,
    });
  }
}
