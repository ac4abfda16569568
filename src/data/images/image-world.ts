import type { BaseFiles } from './base-files.js';

/** What decoding images may use. */
export interface ImageWorld {
  /** Paths start from it; without one there are none. */
  readonly folder: string | undefined;
  readonly openBase: OpenBase;
}

/** Makes a saved model ready to be asked. Throws when it is no such model, or has no such layer. */
type OpenBase = (
  files: BaseFiles,
  wish: { readonly shape: readonly [number, number, number]; readonly layer?: string | undefined },
) => Promise<BaseModel>;

/** A model that was trained elsewhere, up to one of its layers. */
export interface BaseModel {
  /** Numbers that it makes of an image. */
  readonly width: number;
  /** From rows of pixels to rows of `width` numbers. */
  embed(pixels: Float32Array, rows: number): Promise<Float32Array>;
}
