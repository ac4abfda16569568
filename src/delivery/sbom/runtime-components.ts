import type { JsonObject } from '../../contracts/json.js';
import { type InstalledPackage, installedPackages } from './installed-packages.js';

/** What predicts: mlx and the packages of npm that it loads for a package. */
export interface RuntimeComponents {
  /** Components of CycloneDX. */
  readonly components: readonly JsonObject[];
  /** By reference, what needs what. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** The reference of mlx. */
  readonly root: string;
}

/** What a model asks for beyond what every server loads. */
interface RuntimeNeeds {
  readonly mlx: string;
  /** Rows go through the SQL of ingest first. */
  readonly isShaped: boolean;
  /** Inputs are images. */
  readonly readsImages: boolean;
}

/** Part of the file that mlx is built into. */
const builtIn = ['ajv', 'commander', 'yaml'];
/** What `mlx serve` loads for every request. */
const serving = ['fastify', 'pino', 'prom-client'];
/** What it loads when its settings ask for it: CORS, tokens. */
const onDemand = ['@fastify/cors', 'jose'];
const sql = '@duckdb/node-api';
const images = 'sharp';

/** The runtime of a package as components of CycloneDX, as it is installed where the package is made. Looked for once in a process. */
export async function runtimeComponents(needs: RuntimeNeeds): Promise<RuntimeComponents> {
  const key = JSON.stringify([needs.mlx, needs.isShaped, needs.readsImages]);
  const found = known.get(key) ?? lookFor(needs);
  known.set(key, found);
  return found;
}

const known = new Map<string, Promise<RuntimeComponents>>();

async function lookFor({ mlx, isShaped, readsImages }: RuntimeNeeds): Promise<RuntimeComponents> {
  const required = [
    ...builtIn,
    ...serving,
    ...(isShaped ? [sql] : []),
    ...(readsImages ? [images] : []),
  ];
  const optional = [...onDemand, ...(isShaped ? [] : [sql])];
  const always = await installedPackages(required);
  const all = new Map([...(await installedPackages(optional)), ...always]);
  const root = purlOf('mlx', mlx);
  const packages = [...all].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const refs = new Map(packages.map(([ref, { name, version }]) => [ref, purlOf(name, version)]));
  const direct = [...required, ...optional];
  const isDirect = ({ name }: InstalledPackage) => direct.includes(name);
  return {
    root,
    components: [
      {
        ...{ type: 'application', 'bom-ref': root, name: 'mlx', version: mlx },
        ...{ scope: 'required', licenses: licencesOf('MIT'), purl: root },
      },
      {
        ...{ type: 'platform', 'bom-ref': 'node', name: 'node', scope: 'required' },
        description: 'Node.js 20 or newer runs mlx',
      },
      ...packages.map(([ref, found]) => componentOf(found, always.has(ref))),
    ],
    needs: {
      [root]: ['node', ...packages.flatMap(([ref, it]) => (isDirect(it) ? [refs.get(ref)] : []))]
        .filter((ref) => ref !== undefined)
        .toSorted(),
      node: [],
      ...Object.fromEntries(
        packages.map(([ref, { needs }]) => [
          refs.get(ref) ?? ref,
          needs.map((need) => refs.get(need) ?? need),
        ]),
      ),
    },
  };
}

function componentOf(
  { name, version, licence, integrity }: InstalledPackage,
  isRequired: boolean,
): JsonObject {
  const [, group, own = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = purlOf(name, version);
  return {
    ...{ type: 'library', 'bom-ref': purl },
    ...(group !== undefined && { group }),
    ...{ name: own, version, scope: isRequired ? 'required' : 'optional' },
    ...(integrity !== undefined && hashesOf(integrity)),
    ...(licence !== undefined && { licenses: licencesOf(licence) }),
    purl,
  };
}

/** Of a subresource integrity, such as `sha512-…`; nothing where CycloneDX does not know the algorithm. */
function hashesOf(integrity: string): JsonObject {
  const [, algorithm, digest] = /^sha(512|384|256)-(.+)$/.exec(integrity) ?? [];
  if (algorithm === undefined || digest === undefined) return {};
  const content = Buffer.from(digest, 'base64').toString('hex');
  return { hashes: [{ alg: `SHA-${algorithm}`, content }] };
}

/** A package URL: https://github.com/package-url/purl-spec. */
export function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;
}

/** Those that packages of npm have most; CycloneDX takes no id that is not in the list of SPDX. */
const spdx = [
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0'],
  ...['ISC', 'LGPL-3.0-or-later', 'MIT', 'MPL-2.0', 'Python-2.0', 'Unlicense'],
];

function licencesOf(written: string): readonly JsonObject[] {
  if (spdx.includes(written)) return [{ license: { id: written } }];
  return /\b(AND|OR|WITH)\b/.test(written)
    ? [{ expression: written }]
    : [{ license: { name: written } }];
}
