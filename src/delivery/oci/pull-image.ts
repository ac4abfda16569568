import { MlxError } from '../../errors/index.js';
import {
  type Descriptor,
  digestOf,
  type ImageManifest,
  type LayoutFolder,
} from './layout-folder.js';
import { type ImageReference, shownReference } from './reference.js';
import { RegistryClient, type RegistryWorld } from './registry-client.js';

/** An image with its blobs, ready to be put somewhere else. */
export interface WholeImage {
  /** Of the manifest or index that was named. */
  readonly digest: string;
  /** The image config, as JSON. */
  readonly config: unknown;
  readonly layers: readonly { readonly mediaType: string; readonly bytes: Uint8Array }[];
}

/** The image for a platform out of a layout, which may hold several. Throws `image/damaged` or `image/not-there`. */
export async function imageOfLayout(
  layout: Pick<LayoutFolder, 'top' | 'blob'>,
  architecture: string,
  name: string,
): Promise<WholeImage> {
  const top = await layout.top();
  const found = await manifestFor(layout, top, { architecture, name });
  return {
    digest: top.digest,
    config: parsed(await layout.blob(found.config)),
    layers: await Promise.all(
      found.layers.map(async (layer) => ({
        mediaType: layer.mediaType,
        bytes: await layout.blob(layer),
      })),
    ),
  };
}

/** The image for a platform out of a registry, each blob held against its digest. */
export async function pullImage(
  place: ImageReference,
  architecture: string,
  world: RegistryWorld,
): Promise<WholeImage> {
  const client = new RegistryClient(place, 'pull', world);
  let named: { readonly digest: string; readonly bytes: Uint8Array } | undefined;
  const layout = {
    top: async (): Promise<Descriptor> => {
      const answer = await manifestFrom(client, place.digest ?? place.tag ?? 'latest');
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const digest = digestOf(bytes);
      if (place.digest !== undefined) intact(bytes, place.digest, place);
      named = { digest, bytes };
      return { mediaType: mediaTypeOf(answer), digest, size: bytes.length };
    },
    blob: async ({ digest, mediaType }: Descriptor): Promise<Uint8Array> => {
      if (digest === named?.digest) return named.bytes;
      const answer = isManifest(mediaType)
        ? await manifestFrom(client, digest)
        : await client.ask(client.url(`blobs/${digest}`));
      return intact(new Uint8Array(await answer.arrayBuffer()), digest, place);
    },
  };
  return imageOfLayout(layout, architecture, shownReference(place));
}

async function manifestFor(
  layout: Pick<LayoutFolder, 'blob'>,
  descriptor: Descriptor,
  wish: { readonly architecture: string; readonly name: string },
): Promise<ImageManifest> {
  const read = parsed(await layout.blob(descriptor)) as {
    manifests?: readonly Descriptor[];
  };
  if (read.manifests === undefined) return read as unknown as ImageManifest;
  const { architecture, name } = wish;
  const fitting = read.manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  );
  if (fitting !== undefined) return manifestFor(layout, fitting, wish);
  const there = read.manifests
    .map(({ platform }) => `${platform?.os ?? '?'}/${platform?.architecture ?? '?'}`)
    .filter((platform) => !platform.includes('unknown'));
  throw new MlxError('image/not-there', `\`${name}\` has no image for linux/${architecture}`, {
    hints: [`There is one for: ${there.join(', ')}`],
  });
}

function manifestFrom(client: RegistryClient, name: string): Promise<Response> {
  return client.ask(client.url(`manifests/${name}`), {
    headers: { accept: manifestTypes.join(', ') },
  });
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

function isManifest(mediaType: string): boolean {
  return manifestTypes.includes(mediaType);
}

function mediaTypeOf(answer: Response): string {
  return answer.headers.get('content-type')?.split(';', 1)[0] ?? '';
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function intact(bytes: Uint8Array, digest: string, place: ImageReference): Uint8Array {
  if (digestOf(bytes) === digest) return bytes;
  throw new MlxError('image/damaged', `\`${place.registry}\` gave other bytes than ${digest}`, {
    hints: ['Run again; if it stays so, do not trust this registry'],
  });
}
