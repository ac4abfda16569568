import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlxError } from '../../errors/index.js';

/** What describes a blob: its kind, digest and size in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
}

/** An image manifest, as far as mlx reads it. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** An image in an OCI layout folder (github.com/opencontainers/image-spec, image-layout). */
export class LayoutFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The manifest or index that the layout is about. Throws `image/damaged`. */
  async top(): Promise<Descriptor> {
    const file = join(this.#folder, 'index.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const [first] = (JSON.parse(text) as { manifests?: readonly Descriptor[] }).manifests ?? [];
    if (first !== undefined) return first;
    throw new MlxError('image/damaged', `\`${this.#folder}\` is not an OCI layout of an image`, {
      hints: ['An OCI layout is a folder with `index.json`, `oci-layout` and `blobs/`'],
    });
  }

  /** A blob, held against its digest. Throws `image/damaged`. */
  async blob({ digest }: Descriptor): Promise<Uint8Array> {
    const file = join(this.#folder, 'blobs', ...digest.split(':'));
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes !== undefined && digestOf(bytes) === digest) return bytes;
    throw new MlxError(
      'image/damaged',
      `\`${file}\` ${bytes === undefined ? 'is missing' : 'was changed'}`,
      { hints: ['Write the image again'] },
    );
  }
}

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
