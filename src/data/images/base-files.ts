import { access, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Json, JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';

/** A model of TensorFlow.js as plain data: all that `model.json` and its weight files hold. */
export type BaseFiles = {
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: Json;
  readonly specs: readonly Json[];
  /** All weights, in base64. */
  readonly data: string;
};

interface Manifest {
  readonly modelTopology?: Json;
  readonly format?: string;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly Json[];
  }[];
}

/** Says in an error what is wrong with a model. */
type Refuse = (path: string, what: string) => MlxError;

/** The files of a saved model, all there, as paths like that of its `model.json`. Throws `features/base-model`, or what `refuse` makes. */
export async function pathsOfBase(
  path: string,
  folder: string,
  refuse: Refuse = noBase,
): Promise<readonly string[]> {
  const manifest = await readManifest(path, { folder, refuse });
  const shards = shardsOf(manifest).map((each) => beside(path, each));
  for (const file of shards) {
    await access(resolve(folder, file)).catch((error: unknown) => {
      throw unread(file, { path, refuse }, error);
    });
  }
  return [path, ...shards];
}

/**
 * Reads a model that TensorFlow.js saved, layers or graph. Throws `features/base-model`, or what `refuse` makes, when a file is
 * missing or of another kind.
 */
export async function readBase(
  path: string,
  folder: string,
  refuse: Refuse = noBase,
): Promise<BaseFiles> {
  const {
    modelTopology,
    format,
    weightsManifest = [],
  } = await readManifest(path, {
    folder,
    refuse,
  });
  const shards = weightsManifest.flatMap(({ paths }) => paths);
  const data = await Promise.all(
    shards.map((each) => readNear(beside(path, each), { path, folder, refuse })),
  );
  return {
    format: format === 'graph-model' ? format : 'layers-model',
    topology: modelTopology ?? null,
    specs: weightsManifest.flatMap(({ weights }) => weights),
    data: Buffer.concat(data).toString('base64'),
  };
}

interface Where {
  readonly folder: string;
  readonly refuse: Refuse;
}

async function readManifest(path: string, { folder, refuse }: Where): Promise<Manifest> {
  const text = (await readNear(path, { path, folder, refuse })).toString('utf8');
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    throw refuse(path, 'is no JSON');
  }
  if (typeof manifest.modelTopology === 'object' && Array.isArray(manifest.weightsManifest)) {
    for (const shard of shardsOf(manifest)) {
      refuseOutside(beside(path, shard), { path, refuse });
    }
    return manifest;
  }
  throw refuse(path, 'holds no `modelTopology` and `weightsManifest`');
}

function shardsOf({ weightsManifest = [] }: Manifest): readonly string[] {
  return weightsManifest.flatMap(({ paths }) => paths);
}

async function readNear(
  file: string,
  { path, folder, refuse }: Where & { readonly path: string },
): Promise<Buffer> {
  return readFile(resolve(folder, file)).catch((error: unknown) => {
    throw unread(file, { path, refuse }, error);
  });
}

function unread(
  file: string,
  { path, refuse }: { readonly path: string; readonly refuse: Refuse },
  error: unknown,
): MlxError {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const what = isMissing ? 'is not there' : 'cannot be read';
  return refuse(path, file === path ? what : `names \`${file}\`, which ${what}`);
}

/** What was made elsewhere must not bring files from elsewhere into a package. */
function refuseOutside(
  file: string,
  { path, refuse }: { readonly path: string; readonly refuse: Refuse },
): void {
  if (!relative(dirname(path), file).startsWith('..')) return;
  throw refuse(path, `names \`${file}\`, which lies outside of its folder`);
}

function beside(path: string, file: string): string {
  return join(dirname(path), file);
}

/** Says what is wrong with a base model. */
export function noBase(path: string, what: string): MlxError {
  return new MlxError('features/base-model', `The base model \`${path}\` ${what}`, {
    hints: [
      'Name the `model.json` that TensorFlow.js saved; its weight files lie in the same folder',
    ],
    place: { file: path },
  });
}

/** Height, width and channels that a model wants, where it says so. */
export function inputOf({ format, topology }: BaseFiles): readonly number[] | undefined {
  if (format === 'graph-model') return inputOfGraph(topology);
  const shapes = JSON.stringify(topology).match(
    /"batch_?[iI]nput_?[sS]hape":\[null,(\d+,\d+,\d+)\]/,
  );
  return shapes?.[1]?.split(',').map(Number);
}

interface GraphNode {
  readonly op?: string;
  readonly attr?: {
    readonly shape?: { readonly shape?: { readonly dim?: readonly { readonly size: string }[] } };
  };
}

function inputOfGraph(topology: Json): readonly number[] | undefined {
  const { node = [] } = topology as { readonly node?: readonly GraphNode[] };
  const dim = node.find(({ op }) => op === 'Placeholder')?.attr?.shape?.shape?.dim;
  const lengths = dim?.slice(1).map(({ size }) => Number(size)) ?? [];
  return lengths.length === 3 && lengths.every((length) => length > 0) ? lengths : undefined;
}

/** The settings of features that name a base model. */
export async function filesOfBases(
  features: Readonly<Record<string, JsonObject>>,
  folder: string,
): Promise<readonly string[]> {
  const bases = Object.values(features).flatMap(({ base }) =>
    typeof base === 'string' ? [base] : [],
  );
  return (await Promise.all(bases.map((base) => pathsOfBase(base, folder)))).flat();
}
