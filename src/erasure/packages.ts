import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../data/tables/database.js';
import type { Manifest } from '../delivery/package-manifest.js';
import type { ModelRegistry, RegisteredVersion } from '../delivery/registry/model-registry.js';
import { filesBelow, heldTables } from './held-tables.js';
import type { Subject } from './subject.js';

/** A package that is kept somewhere, and what it had to do with a person. */
export interface KeptPackage {
  /** `v3`, or the version of a package that is in no registry. */
  readonly name: string;
  readonly folder: string;
  readonly fingerprint: string;
  readonly aliases: readonly string[];
  /**
   * `trained`: its model was fitted to rows of the person; `chosen`: they helped to choose it; `judged`: it was tested on them;
   * `unknown`: the rows it learnt from are no longer there; `no`.
   */
  readonly learnt: 'trained' | 'chosen' | 'judged' | 'unknown' | 'no';
  /** Of a registry that lies elsewhere, where `folder` is a copy: the version, whose package has to be replaced there. */
  readonly elsewhere?: RegisteredVersion;
}

/** Every package of a project, in its registry and among its artifacts, and whether it learnt from a person. */
export async function keptPackages(
  root: string,
  subject: Subject,
  { database, registry }: { readonly database: Database; readonly registry: ModelRegistry },
): Promise<readonly KeptPackage[]> {
  const { isElsewhere } = registry.store;
  const versions = (await registry.versions()).filter(
    ({ collected }) => !isElsewhere || collected === undefined,
  );
  if (isElsewhere) for (const { name } of versions) await registry.version(name);
  const aliases = Object.entries(await registry.aliases());
  const registered = versions.map((version) => ({
    ...{ name: version.name, folder: version.folder },
    ...(isElsewhere && { elsewhere: version }),
    aliases: aliases.flatMap(([alias, name]) => (name === version.name ? [alias] : [])),
  }));
  const others = (await filesBelow(join(root, 'artifacts', 'package')))
    .filter((file) => /[\\/][0-9a-f]{16}[\\/]manifest\.json$/.test(file))
    .map((file) => ({ name: '', folder: join(file, '..'), aliases: [] }));
  const found: KeptPackage[] = [];
  for (const each of [...registered, ...others]) {
    const manifest = await manifestOf(each.folder);
    if (manifest === undefined) continue;
    const { fingerprint, version, lineage } = manifest;
    const learnt = await learntFrom(root, lineage.stages['split'], { subject, database });
    found.push({ ...each, name: each.name === '' ? version : each.name, fingerprint, learnt });
  }
  return found;
}

async function manifestOf(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Manifest);
}

/** By the rows that the split behind a package still holds. */
async function learntFrom(
  root: string,
  split: string | undefined,
  { subject, database }: { readonly subject: Subject; readonly database: Database },
): Promise<KeptPackage['learnt']> {
  if (split === undefined) return 'unknown';
  const files = await filesBelow(join(root, 'artifacts', 'split', split.slice(0, 16)));
  if (!files.some((file) => file.endsWith('.parquet'))) return 'unknown';
  const held = await heldTables(files, subject, database);
  const names = held.map(({ file }) => file);
  if (names.some((file) => /(?:train|fold)[^\\/]*\.parquet$/.test(file))) return 'trained';
  if (names.some((file) => file.includes('validation'))) return 'chosen';
  return names.length > 0 ? 'judged' : 'no';
}
