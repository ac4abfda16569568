import { type Descriptor, digestOf } from './layout-folder.js';
import type { RegistryClient, RegistryWorld } from './registry-client.js';
import { hasBlob, uploadBlob } from './upload-blob.js';

/** What a bill of materials is called in a registry; scanners and `oras discover` look for it. */
const billType = 'application/vnd.cyclonedx+json';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
/** The config of a manifest that has none (image-spec 1.1). */
const empty = { mediaType: 'application/vnd.oci.empty.v1+json', bytes: Buffer.from('{}') };

/**
 * Attaches a bill of materials to an image of a repository: a manifest whose `subject` the image is (distribution-spec 1.1, referrers).
 * Where the registry keeps no list of referrers, the list is kept under the tag `sha256-…`, as the specification has it. Returns the
 * digest of that manifest: the same for the same bill and image. Throws as `pushImage` does.
 */
export async function attachBill(
  client: RegistryClient,
  { mediaType, digest, size }: Descriptor,
  { bytes, world }: { readonly bytes: Uint8Array; readonly world: RegistryWorld },
): Promise<string> {
  const config = descriptorOf(empty.mediaType, empty.bytes);
  const bill = descriptorOf(billType, bytes);
  for (const [blob, content] of [
    [config, empty.bytes],
    [bill, bytes],
  ] as const) {
    if (await hasBlob(client, blob.digest)) continue;
    await uploadBlob(client, content, { ...world, digest: blob.digest });
  }
  const manifest = json({
    ...{ schemaVersion: 2, mediaType: manifestType, artifactType: billType, config },
    layers: [{ ...bill, annotations: { 'org.opencontainers.image.title': 'sbom.cdx.json' } }],
    subject: { mediaType, digest, size },
  });
  const attached = descriptorOf(manifestType, manifest);
  const answer = await client.ask(client.url(`manifests/${attached.digest}`), {
    ...{ method: 'PUT', headers: { 'content-type': manifestType }, body: manifest },
  });
  if (!answer.headers.has('oci-subject')) await listUnderTag(client, digest, attached);
  return attached.digest;
}

async function listUnderTag(
  client: RegistryClient,
  subject: string,
  attached: Descriptor,
): Promise<void> {
  const url = client.url(`manifests/${subject.replace(':', '-')}`);
  const known = await client.ask(url, { headers: { accept: indexType }, accepts: [404] });
  const { manifests = [] } = known.ok
    ? ((await known.json()) as { readonly manifests?: readonly Descriptor[] })
    : {};
  if (manifests.some(({ digest }) => digest === attached.digest)) return;
  const body = json({
    ...{ schemaVersion: 2, mediaType: indexType },
    manifests: [...manifests, { ...attached, artifactType: billType }],
  });
  await client.ask(url, { method: 'PUT', headers: { 'content-type': indexType }, body });
}

function descriptorOf(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
