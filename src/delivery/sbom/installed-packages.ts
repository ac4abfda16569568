import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package of npm as it is installed beside this mlx. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, mostly an SPDX expression. */
  readonly licence?: string;
  /** `sha512-…` of its archive in the registry of npm, where mlx was built with the same version. */
  readonly integrity?: string;
  /** `name@version` of what it needs. */
  readonly needs: readonly string[];
}

/**
 * The packages of some names with all they need, by `name@version`, as the folder of mlx finds them. Parts that npm installs on
 * some systems only are named wherever their version is fixed, installed or not, so that every system names the same. What
 * is not installed otherwise is left out.
 */
export async function installedPackages(
  roots: readonly string[],
): Promise<ReadonlyMap<string, InstalledPackage>> {
  const found = new Map<string, InstalledPackage>();
  const home = await homeOfMlx();
  if (home === undefined) return found;
  const integrity = await integrities(home);
  const visit = async (name: string, from: string): Promise<string | undefined> => {
    const place = await placeOf(name, from);
    if (place === undefined) return undefined;
    const { folder, written } = place;
    const ref = `${name}@${written.version}`;
    if (found.has(ref)) return ref;
    const known: InstalledPackage = { ...describe(name, written, integrity), needs: [] };
    found.set(ref, known);
    const needs: string[] = [];
    for (const each of Object.keys(written.dependencies ?? {})) {
      if (each in (written.optionalDependencies ?? {})) continue;
      const need = await visit(each, folder);
      if (need !== undefined) needs.push(need);
    }
    for (const part of partsForSystems(written, integrity)) {
      const need = `${part.name}@${part.version}`;
      found.set(need, part);
      needs.push(need);
    }
    found.set(ref, { ...known, needs: needs.toSorted() });
    return ref;
  };
  for (const root of roots) await visit(root, home);
  return found;
}

interface WrittenPackage {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What npm installs on some systems only, where its version is fixed. */
function partsForSystems(
  written: WrittenPackage,
  integrity: Readonly<Record<string, string>>,
): readonly InstalledPackage[] {
  return Object.entries(written.optionalDependencies ?? {})
    .filter(([, version]) => /^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))
    .map(([name, version]) => ({
      ...describe(name, { version, ...licenceOf(written) }, integrity),
      needs: [],
    }));
}

/** A part for one system is made and licensed with the whole. */
function licenceOf({ license }: WrittenPackage): { readonly license?: string } {
  return license === undefined ? {} : { license };
}

function describe(
  name: string,
  { version, license }: WrittenPackage,
  integrity: Readonly<Record<string, string>>,
): Omit<InstalledPackage, 'needs'> {
  const hash = integrity[`${name}@${version}`];
  return {
    ...{ name, version },
    ...(typeof license === 'string' && { licence: license }),
    ...(hash !== undefined && { integrity: hash }),
  };
}

/** As Node looks for a package: in `node_modules` of a folder, then of each folder above it. */
async function placeOf(
  name: string,
  from: string,
): Promise<{ readonly folder: string; readonly written: WrittenPackage } | undefined> {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    const written = await jsonOf<WrittenPackage>(join(folder, 'package.json'));
    if (written !== undefined) return { folder, written };
    if (dirname(at) === at) return undefined;
  }
}

/** The folder with the package.json of mlx; undefined where its code was made part of another program. */
async function homeOfMlx(): Promise<string | undefined> {
  for (let at = dirname(fileURLToPath(import.meta.url)); dirname(at) !== at; at = dirname(at)) {
    const written = await jsonOf<{ readonly name?: string }>(join(at, 'package.json'));
    if (written !== undefined) return written.name === 'mlx' ? at : undefined;
  }
  return undefined;
}

/** What mlx was built with (`scripts/build.mjs` writes it, since npm leaves lock files out of what it publishes). */
async function integrities(home: string): Promise<Readonly<Record<string, string>>> {
  const lock = await jsonOf<Lock>(join(home, 'package-lock.json'));
  if (lock !== undefined) return integritiesOf(lock);
  return (await jsonOf(join(home, 'dist', 'dependency-hashes.json'))) ?? {};
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string }>
  >;
}

function integritiesOf({ packages }: Lock): Readonly<Record<string, string>> {
  const entries = Object.entries(packages).flatMap(([path, { version, integrity }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    return version === undefined || integrity === undefined || name === ''
      ? []
      : [[`${name}@${version}`, integrity] as const];
  });
  return Object.fromEntries(entries);
}

async function jsonOf<Value extends object>(file: string): Promise<Value | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
