import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../contracts/json.js';
import type { Prediction } from '../prediction.js';
import { imageBill } from '../sbom/image-bill.js';
import { writeFiles } from './archive.js';
import { askProgram } from './ask-program.js';
import { bundleFiles } from './bundle.js';
import type { FormatFile, FormatSource, PackageFormat } from './format.js';
import { type BaseImage, baseImage } from './image-base.js';
import { composeFile, dockerfile, probe } from './image-files.js';
import { npmName } from './node-package.js';
import { baseName, ociLayout } from './oci-layout.js';
import { runtimeCannot } from './runtime-format.js';
import { type LayerFile, untarred } from './tar.js';

const defaultBase = 'gcr.io/distroless/nodejs20-debian12:nonroot';

/** A container image, written without Docker; and what Docker needs to build one on a base of the user's choice. */
export const image: PackageFormat = {
  name: 'image',
  summary:
    'an OCI image layout written without Docker (the Node of this machine, the bundle, nothing else), and a Dockerfile and compose file',
  params: {
    base: {
      type: 'string',
      minLength: 1,
      description:
        'Image with Node that the layout and the Dockerfile stand on: one of a registry, best by digest, or a folder with an OCI layout; otherwise the layout holds the Node of this machine and nothing else',
    },
  },
  cannot: (source) => {
    if (process.platform !== 'linux' || architectures[process.arch] === undefined) {
      return 'puts the Node of this machine into the image, which has to be Linux on x64 or arm64';
    }
    return runtimeCannot(source);
  },
  files: async (source, params, world) => {
    const bundle = bundleFiles(source);
    const named = params['base'] as string | undefined;
    const architecture = architectures[process.arch] ?? process.arch;
    const base = named === undefined ? undefined : await baseImage(named, architecture, world);
    const node = base === undefined ? '/usr/bin/node' : nodeOf(base);
    const system = base === undefined ? await nodeFiles() : undefined;
    const bill = billOf(source, { architecture, app: bundle.map(inApp), system, base });
    const app = [...bundle, text(imageBillFile, `${JSON.stringify(bill, null, 2)}\n`)];
    const layer = app.map(inApp);
    const below = system === undefined ? [] : [[...system.libraries, system.node]];
    const { files } = ociLayout([...below, layer], {
      ...{ architecture, user: '65532:65532', port: 8080 },
      healthCheck: [node, '-e', probe],
      ...(base === undefined
        ? { entrypoint: [node, '/app/server.mjs'] }
        : { base, entrypoint: base.entrypoint, command: ['/app/server.mjs'] }),
      labels: {
        'org.opencontainers.image.title': source.name,
        'org.opencontainers.image.version': source.version,
      },
    });
    return [
      text('Dockerfile', dockerfile(base === undefined || base.isFolder ? defaultBase : base.name)),
      text('compose.yaml', composeFile(npmName(source.name))),
      ...layer,
      ...files.map((file) => ({ ...file, path: `oci/${file.path}` })),
    ];
  },
  // Its layers, unpacked, with their own Node and their own libraries; on a base, which may be of any kind, only what is ours.
  ask: async (folder, rows) => {
    const root = await mkdtemp(join(tmpdir(), 'mlx-image-'));
    try {
      const { files, onBase } = await layersOf(join(folder, 'oci'));
      await writeFiles(root, files);
      if (onBase) return await askProgram(process.execPath, [appIn(root)], { folder: root, rows });
      for (const { path, runs } of files) if (runs === true) await chmod(join(root, path), 0o755);
      const loader = files.find(({ path }) => /\/ld-[^/]*$/.test(path));
      const inside = (path: string) => join(root, path);
      const libraries = [...new Set(files.map(({ path }) => path.replace(/\/[^/]*$/, '')))]
        .filter((path) => path.includes('lib'))
        .map(inside);
      const args = ['--library-path', libraries.join(':'), inside('usr/bin/node')];
      return await askProgram<readonly Prediction[]>(
        loader === undefined ? inside('usr/bin/node') : inside(loader.path),
        [...(loader === undefined ? [] : args), appIn(root)],
        { folder: root, rows },
      );
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** The bill of materials in the app of an image, which `mlx package --push` also attaches to it. */
export const imageBillFile = 'sbom.cdx.json';

function billOf(
  { name, version, model: { family } }: FormatSource,
  {
    system,
    base,
    ...rest
  }: {
    readonly architecture: string;
    readonly app: readonly FormatFile[];
    readonly system: Awaited<ReturnType<typeof nodeFiles>> | undefined;
    readonly base: BaseImage | undefined;
  },
): JsonObject {
  return imageBill({
    name,
    version,
    family,
    ...rest,
    ...(system && { system }),
    ...(base && { base }),
  });
}

function inApp(file: FormatFile): FormatFile {
  return { ...file, path: `app/${file.path}` };
}

function text(path: string, content: string): FormatFile {
  return { path, bytes: Buffer.from(content) };
}

const appIn = (root: string) => join(root, 'app', 'predict.mjs');

/** How Node is called in a base. */
function nodeOf({ entrypoint: [first = ''] }: BaseImage): string {
  return first.endsWith('/node') ? first : 'node';
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The Node that runs this, with the libraries that its loader would load. */
async function nodeFiles(): Promise<{
  readonly libraries: readonly LayerFile[];
  readonly node: LayerFile;
}> {
  const told = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const libraries = [...told.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(({ 1: path = '' }) => path);
  const files = [...new Set(libraries)].toSorted().map(async (path) => ({
    path: path.slice(1),
    bytes: await readFile(path),
    runs: true,
  }));
  const node = { path: 'usr/bin/node', bytes: await readFile(process.execPath), runs: true };
  return { libraries: await Promise.all(files), node };
}

async function layersOf(
  layout: string,
): Promise<{ readonly files: readonly LayerFile[]; readonly onBase: boolean }> {
  const blob = (digest: string) => readFile(join(layout, 'blobs', ...digest.split(':')));
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
    manifests: readonly { digest: string }[];
  };
  const manifest = JSON.parse((await blob(index.manifests[0]?.digest ?? '')).toString()) as {
    layers: readonly { digest: string }[];
    annotations?: Readonly<Record<string, string>>;
  };
  const onBase = manifest.annotations?.[baseName] !== undefined;
  const files = await Promise.all(
    (onBase ? manifest.layers.slice(-1) : manifest.layers).map(async ({ digest }) =>
      untarred(gunzipSync(await blob(digest))),
    ),
  );
  return { files: files.flat(), onBase };
}
