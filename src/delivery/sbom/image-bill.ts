import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../contracts/json.js';
import { mlxVersion } from '../../contracts/version.js';
import { fileFacts } from '../package-manifest.js';
import { serialOf } from './bill-of-materials.js';
import { nodeComponents } from './node-components.js';
import { purlOf } from './runtime-components.js';
import { type SystemPackage, systemPackages } from './system-packages.js';

/** What an image is made of. */
interface ImageParts {
  readonly name: string;
  readonly version: string;
  readonly family: string;
  /** `amd64`, `arm64`. */
  readonly architecture: string;
  /** The files of the app, by their path in the image. */
  readonly app: readonly ImageFile[];
  /** The libraries below Node by the path they have here, and Node itself; nothing on a base. */
  readonly system?: { readonly libraries: readonly ImageFile[]; readonly node: ImageFile };
  /** What the image stands on, by name and digest: it has a bill of its own, or none. */
  readonly base?: { readonly name: string; readonly digest: string };
}

interface ImageFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The bill of materials of a container image in CycloneDX 1.6: the app file by file, the runtime of mlx that is built into it, Node with
 * what it is built of, and each system library with the package of the distribution it is from. Same parts, same text.
 */
export function imageBill(parts: ImageParts): JsonObject {
  const { name, version, family, app, system, base } = parts;
  const root = 'image';
  const mlx = purlOf('mlx', mlxVersion);
  const node = system === undefined ? [] : nodeComponents(system.node.bytes, process.versions);
  const libraries = system === undefined ? [] : libraryComponents(system.libraries);
  const bases = base === undefined ? [] : [baseComponent(base)];
  const refs = (components: readonly JsonObject[]) =>
    components.map((each) => each['bom-ref'] ?? '');
  const rest = {
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', name: 'mlx', version: mlxVersion }] },
      component: {
        ...{ type: 'container', 'bom-ref': root, name, version },
        properties: [{ name: 'mlx:architecture', value: parts.architecture }],
        components: app.map(fileComponent),
      },
    },
    components: [
      {
        ...{ type: 'machine-learning-model', 'bom-ref': 'model', name, version },
        description: `A model of family ${family}; the bill of its package says what it was made from`,
      },
      {
        ...{ type: 'library', 'bom-ref': mlx, name: 'mlx', version: mlxVersion, purl: mlx },
        description: 'The part that predicts, built into one file',
        licenses: [{ license: { id: 'MIT' } }],
      },
      ...node,
      ...libraries,
      ...bases,
    ],
    dependencies: [
      {
        ref: root,
        dependsOn: ['model', mlx, ...refs(node.slice(0, 1)), ...refs(libraries), ...refs(bases)],
      },
      ...(node.length > 0 ? [{ ref: 'node', dependsOn: refs(node.slice(1)) }] : []),
    ],
  };
  return { bomFormat: 'CycloneDX', serialNumber: serialOf(rest), ...rest };
}

function fileComponent({ path, bytes }: ImageFile): JsonObject {
  return {
    ...{ type: 'file', 'bom-ref': `file:${path}`, name: path },
    hashes: [{ alg: 'SHA-256', content: fileFacts(bytes).sha256 }],
  };
}

/** A library is a component of the package it is from, so that scanners find that; where no package is known, the file alone. */
function libraryComponents(libraries: readonly ImageFile[]): readonly JsonObject[] {
  const owners = systemPackages(
    libraries.map(({ path }) => `/${path}`),
    release(),
  );
  const packages = new Map<string, { readonly it: SystemPackage; readonly files: ImageFile[] }>();
  const alone: ImageFile[] = [];
  for (const file of libraries) {
    const it = owners.get(`/${file.path}`);
    if (it === undefined) alone.push(file);
    else {
      const known = packages.get(it.purl) ?? { it, files: [] };
      packages.set(it.purl, known);
      known.files.push(file);
    }
  }
  return [
    ...[...packages.values()].map(({ it: { name, version, purl }, files }) => ({
      ...{ type: 'library', 'bom-ref': purl, name, version, purl },
      components: files.map(fileComponent),
    })),
    ...alone.map(fileComponent),
  ];
}

function baseComponent({ name, digest }: NonNullable<ImageParts['base']>): JsonObject {
  return {
    ...{ type: 'container', 'bom-ref': 'base', name, version: digest },
    description: 'What the image stands on; what is in it is not listed here',
  };
}

/** Which distribution this machine runs, as purl names it: `debian`, `debian-12`. */
function release(): { readonly id: string; readonly distro: string } | undefined {
  let text: string;
  try {
    text = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return undefined;
  }
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const id = value('ID');
  return id === undefined ? undefined : { id, distro: `${id}-${value('VERSION_ID') ?? ''}` };
}
