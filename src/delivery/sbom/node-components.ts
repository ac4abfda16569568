import type { JsonObject } from '../../contracts/json.js';
import { fileFacts } from '../package-manifest.js';

/** What `process.versions` holds beside libraries: numbers of interfaces, and data. */
const noLibrary = ['node', 'modules', 'napi', 'tz', 'unicode', 'cldr'];

/** Who the lists of vulnerabilities (CPE) say makes a library; of the others scanners go by the purl. */
const vendors: Readonly<Record<string, readonly [vendor: string, product: string]>> = {
  ares: ['c-ares', 'c-ares'],
  nghttp2: ['nghttp2', 'nghttp2'],
  openssl: ['openssl', 'openssl'],
  undici: ['nodejs', 'undici'],
  uv: ['libuv', 'libuv'],
  zlib: ['zlib', 'zlib'],
};

/** Node as a component of CycloneDX, and after it the libraries that are built into it, with the versions it tells itself. */
export function nodeComponents(
  binary: Uint8Array,
  versions: Readonly<Record<string, string | undefined>>,
): readonly JsonObject[] {
  const { node = '' } = versions;
  const libraries = Object.entries(versions).flatMap(([name, version]) =>
    version === undefined || noLibrary.includes(name) ? [] : [libraryComponent(name, version)],
  );
  return [
    {
      ...{ type: 'platform', 'bom-ref': 'node', name: 'node', version: node },
      ...{ cpe: cpeOf('nodejs', 'node.js', node), purl: `pkg:generic/node@${node}` },
      hashes: [{ alg: 'SHA-256', content: fileFacts(binary).sha256 }],
      licenses: [{ license: { id: 'MIT' } }],
    },
    ...libraries,
  ];
}

function libraryComponent(name: string, version: string): JsonObject {
  const made = vendors[name];
  // Node marks its own builds behind the number of the library: `3.0.15+quic`, `1.3.1-e00f703`.
  const number = version.replace(/[+-].*$/, '');
  const purl = `pkg:generic/${name}@${encodeURIComponent(version)}`;
  return {
    ...{ type: 'library', 'bom-ref': purl, name, version },
    ...(made !== undefined && { cpe: cpeOf(...made, number) }),
    ...{ purl, description: 'Built into Node' },
  };
}

function cpeOf(vendor: string, product: string, version: string): string {
  return `cpe:2.3:a:${vendor}:${product}:${version}:*:*:*:*:*:*:*`;
}
