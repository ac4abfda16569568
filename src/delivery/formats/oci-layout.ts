import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FormatFile } from './format.js';
import type { BaseImage } from './image-base.js';
import { type LayerFile, tarred } from './tar.js';

/** What an image says of itself, as far as mlx needs it. */
export interface ImageFacts {
  readonly architecture: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  /** A command that ends with 0 while the program is well. */
  readonly healthCheck?: readonly string[];
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  /** What its layers lie on; its entrypoint then starts `command`. */
  readonly base?: BaseImage;
  readonly command?: readonly string[];
}

/**
 * An image as an OCI layout (github.com/opencontainers/image-spec 1.1): `oci-layout`, `index.json` and blobs by digest. Dated 1970:
 * the same layers and facts give the same digest.
 */
export function ociLayout(
  layers: readonly (readonly LayerFile[])[],
  facts: ImageFacts,
): { readonly digest: string; readonly files: readonly FormatFile[] } {
  const blobs: FormatFile[] = [];
  const blob = (mediaType: string, bytes: Uint8Array) => {
    const hash = sha256(bytes);
    blobs.push({ path: `blobs/sha256/${hash}`, bytes });
    return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
  };
  const tars = layers.map(tarred);
  const { base } = facts;
  const described = [
    ...(base?.layers ?? []).map(({ mediaType, bytes }) => blob(ociType(mediaType), bytes)),
    ...tars.map((tar) => blob(gzipped, gzipSync(tar, { level: 6 }))),
  ];
  const manifest = blob(
    'application/vnd.oci.image.manifest.v1+json',
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: blob('application/vnd.oci.image.config.v1+json', json(imageConfig(tars, facts))),
      layers: described,
      ...(base !== undefined && {
        annotations: { [baseName]: base.name, 'org.opencontainers.image.base.digest': base.digest },
      }),
    }),
  );
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ ...manifest, platform: { architecture: facts.architecture, os: 'linux' } }],
  };
  return {
    digest: manifest.digest,
    files: [
      { path: 'index.json', bytes: json(index) },
      { path: 'oci-layout', bytes: json({ imageLayoutVersion: '1.0.0' }) },
      ...blobs,
    ],
  };
}

/** The image-spec's config of an image whose own layers, unpacked, are `tars`. */
function imageConfig(tars: readonly Uint8Array[], facts: ImageFacts): object {
  const created = '1970-01-01T00:00:00Z';
  const { base } = facts;
  return {
    created,
    architecture: facts.architecture,
    os: 'linux',
    config: startConfig(facts),
    rootfs: {
      type: 'layers',
      diff_ids: [...(base?.diffIds ?? []), ...tars.map((tar) => `sha256:${sha256(tar)}`)],
    },
    history: [...(base?.history ?? []), ...tars.map(() => ({ created, created_by: 'mlx' }))],
  };
}

/** How a container of the image is started. */
function startConfig(facts: ImageFacts): object {
  return {
    User: facts.user,
    ExposedPorts: { [`${facts.port}/tcp`]: {} },
    Env: [...(facts.base?.environment ?? []), `PORT=${facts.port}`, 'NODE_ENV=production'],
    Entrypoint: facts.entrypoint,
    ...(facts.command !== undefined && { Cmd: facts.command }),
    WorkingDir: '/app',
    Labels: facts.labels,
    StopSignal: 'SIGTERM',
    // OCI has none, and passes over it; Docker reads it (github.com/moby/docker-image-spec). In nanoseconds.
    ...(facts.healthCheck !== undefined && {
      Healthcheck: {
        Test: ['CMD', ...facts.healthCheck],
        ...{ Interval: 10e9, Timeout: 3e9, Retries: 3 },
      },
    }),
  };
}

const gzipped = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** The annotation that says what an image stands on. */
export const baseName = 'org.opencontainers.image.base.name';

/** Docker's own name for a layer is not OCI's. */
function ociType(mediaType: string): string {
  return mediaType === 'application/vnd.docker.image.rootfs.diff.tar.gzip' ? gzipped : mediaType;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
