import { MlxError } from '../../errors/index.js';
import { attachBill } from './attach-bill.js';
import type { Descriptor, ImageManifest, LayoutFolder } from './layout-folder.js';
import type { ImageReference } from './reference.js';
import { RegistryClient, type RegistryWorld } from './registry-client.js';
import { hasBlob, uploadBlob } from './upload-blob.js';

/** An image that lies in a registry. */
interface PushedImage {
  readonly digest: string;
  /** Bytes of blobs that went over the network, of all that it has. */
  readonly sent: number;
  readonly bytes: number;
  /** Digest of the manifest by which a bill of materials was attached. */
  readonly bill?: string;
}

/**
 * Puts the image of a layout into a repository, under the tag of `place` if it has one and otherwise by digest alone. A blob that is there
 * already is not sent; one that lies in the repository `mountFrom` of the same registry is taken over from there. The registry must
 * answer with the digest that the layout has. A bill of materials is attached once the image is there.
 */
export async function pushImage(
  layout: LayoutFolder,
  place: ImageReference,
  world: RegistryWorld & {
    readonly chunk?: number;
    /** A bill of materials in CycloneDX to attach to the image. */
    readonly bill?: Uint8Array;
  },
): Promise<PushedImage> {
  const client = new RegistryClient(place, 'pull,push', world);
  const top = await layout.top();
  const manifest = await layout.blob(top);
  const { config, layers } = JSON.parse(Buffer.from(manifest).toString()) as ImageManifest;
  const blobs = [...layers, config];
  let sent = 0;
  for (const blob of blobs) {
    if (await hasBlob(client, blob.digest)) continue;
    if (await uploadBlob(client, await layout.blob(blob), { ...world, digest: blob.digest }))
      sent += blob.size;
  }
  const digest = await putManifest(client, top, manifest);
  const bill =
    world.bill === undefined
      ? undefined
      : await attachBill(client, top, { bytes: world.bill, world });
  return {
    ...{ digest, sent, bytes: blobs.reduce((sum, { size }) => sum + size, 0) },
    ...(bill !== undefined && { bill }),
  };
}

/**
 * Begins an upload and gives it up, so that a wrong name or account is told before the work is done. Throws as {@link pushImage}.
 */
export async function checkPush(place: ImageReference, world: RegistryWorld): Promise<void> {
  const client = new RegistryClient(place, 'pull,push', world);
  const start = client.url('blobs/uploads/');
  const begun = await client.ask(start, { method: 'POST', attempts: 2 });
  const url = new URL(begun.headers.get('location') ?? start, start);
  // Registries that do not know how forget it by themselves.
  await client.ask(url, { method: 'DELETE', attempts: 1 }).catch(() => undefined);
}

async function putManifest(
  client: RegistryClient,
  { mediaType, digest }: Descriptor,
  body: Uint8Array,
): Promise<string> {
  const { place } = client;
  const headers = { 'content-type': mediaType };
  const url = client.url(`manifests/${place.tag ?? digest}`);
  await client.ask(url, { method: 'PUT', headers, body });
  const there = await client.ask(client.url(`manifests/${digest}`), {
    ...{ method: 'HEAD', headers: { accept: mediaType }, accepts: [404] },
  });
  if (there.ok && (there.headers.get('docker-content-digest') ?? digest) === digest) return digest;
  throw new MlxError(
    'image/failed',
    `\`${place.registry}\` took the image, and has none of the digest ${digest}`,
    { hints: ['Something on the way changes manifests: ask whoever keeps the registry'] },
  );
}
