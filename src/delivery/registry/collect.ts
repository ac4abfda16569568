import type { ModelRegistry, RegisteredVersion } from './model-registry.js';
import { collectedPath, packagePath } from './version-paths.js';

/** What is to become of a version, and why. */
export interface Verdict {
  readonly version: RegisteredVersion;
  /** What needs it; empty when nothing does. */
  readonly needed: readonly string[];
  readonly bytes: number;
}

/** What protects versions beside aliases, histories, tags and notes. */
export interface Keeping {
  /** The newest so many versions are kept. */
  readonly newest: number;
  /** Why the package of a fingerprint is needed outside the registry, such as by a run; empty when it is not. */
  readonly neededElsewhere: (fingerprint: string) => readonly string[];
}

/** What a collection would keep, and why, oldest first. Changes nothing; versions that were collected before are left out. */
export async function planCollection(
  registry: ModelRegistry,
  { newest, neededElsewhere }: Keeping,
): Promise<readonly Verdict[]> {
  const versions = (await registry.versions()).filter(({ collected }) => collected === undefined);
  const manifests = await Promise.all(versions.map((version) => registry.manifest(version)));
  const named = await namedByAliases(registry);
  const young = new Set(versions.slice(Math.max(0, versions.length - newest)));
  return Promise.all(
    versions.map(async (version, index) => {
      const { tags, note } = await registry.labels.of(version.name);
      const children = versions.filter(
        (_, at) => manifests[at]?.lineage.parent?.fingerprint === version.fingerprint,
      );
      const needed = [
        ...(named.get(version.name) ?? []),
        ...tags.map((tag) => `tag +${tag}`),
        ...(note === undefined ? [] : ['it has a note']),
        ...children.map(({ name }) => `${name} went on from it`),
        ...neededElsewhere(version.fingerprint),
        ...(young.has(version) ? [`one of the newest ${newest}`] : []),
      ];
      const sizes = Object.values(manifests[index]?.files ?? {}).map(({ bytes }) => bytes);
      return { version, needed, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
    }),
  );
}

/**
 * Removes the package of a version that nothing needs; its record stays and says when and by whom. It says so first and
 * looks at the aliases again after that: when one has come to need the version meanwhile, all is as before, and false.
 */
export async function collectVersion(
  registry: ModelRegistry,
  version: RegisteredVersion,
  by: { readonly at: string; readonly by: string },
): Promise<boolean> {
  const { store } = registry;
  const { name } = version;
  await store.create(collectedPath(name), `${JSON.stringify(by, null, 2)}\n`);
  if ((await namedByAliases(registry)).has(name)) {
    await store.remove(collectedPath(name));
    return false;
  }
  await store.remove(packagePath(version));
  return true;
}

/** Removes what killed writers left of packages that never became versions. Returns how many. */
export async function sweepUnfinished(registry: ModelRegistry): Promise<number> {
  const known = (await registry.versions()).map((version) => packagePath(version));
  return registry.store.sweep(new Set(known));
}

/** Versions that an alias points at or has ever pointed at, and which alias that is. */
async function namedByAliases(registry: ModelRegistry): Promise<Map<string, string[]>> {
  const named = new Map<string, string[]>();
  for (const alias of await registry.aliasNames()) {
    const history = await registry.history(alias);
    const now = history.at(-1)?.to;
    for (const name of new Set(history.flatMap(({ from, to }) => [from ?? to, to]))) {
      const why = name === now ? `alias ${alias}` : `history of ${alias}`;
      named.set(name, [...(named.get(name) ?? []), why]);
    }
  }
  return named;
}
