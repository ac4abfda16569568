import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** A package of a distribution. */
export interface SystemPackage {
  readonly name: string;
  readonly version: string;
  /** With architecture and distribution, as scanners look it up. */
  readonly purl: string;
}

/**
 * Which package of the distribution each file of this machine is from, as `dpkg` knows it (Debian, Ubuntu); a file that it does not
 * know, and every file of another distribution, has none.
 */
export function systemPackages(
  paths: readonly string[],
  release: { readonly id: string; readonly distro: string } | undefined,
): ReadonlyMap<string, SystemPackage> {
  if (release === undefined) return new Map();
  const candidates = new Map(paths.map((path) => [path, namesOf(path)]));
  const owners = new Map<string, string>();
  for (const line of asked('dpkg-query', ['-S', ...new Set([...candidates.values()].flat())])) {
    const [, owner = '', path = ''] = /^([^,\s]+): (\/.+)$/.exec(line) ?? [];
    if (owner !== '') owners.set(path, owner);
  }
  const names = [...new Set(owners.values())];
  const described = new Map<string, SystemPackage>();
  if (names.length > 0) {
    const format = '${binary:Package}\t${Package}\t${Version}\t${Architecture}\n';
    for (const line of asked('dpkg-query', ['-W', '-f', format, ...names])) {
      const [full = '', name = '', version = '', architecture = ''] = line.split('\t');
      const query = `arch=${architecture}&distro=${release.distro}`;
      const purl = `pkg:deb/${release.id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${query}`;
      for (const key of [full, name]) described.set(key, { name, version, purl });
    }
  }
  const found = new Map<string, SystemPackage>();
  for (const [path, all] of candidates) {
    const owner = all.map((each) => owners.get(each)).find((each) => each !== undefined);
    const it = owner === undefined ? undefined : described.get(owner);
    if (it !== undefined) found.set(path, it);
  }
  return found;
}

/** The names under which a package may know a file: `/lib` is a link to `/usr/lib` by now, and libraries are links to their versions. */
function namesOf(path: string): readonly string[] {
  const all = [path];
  try {
    all.push(realpathSync(path));
  } catch {
    // Not of this machine: then nobody knows it.
  }
  return [...new Set(all.flatMap((each) => [each, each.replace(/^\/usr\//, '/')]))];
}

/** The lines a program says, also when it fails in part; none when there is no such program. */
function asked(program: string, args: readonly string[]): readonly string[] {
  const options = {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: 'pipe',
  } as const;
  let said: unknown;
  try {
    said = execFileSync(program, args, options);
  } catch (error) {
    said = (error as { stdout?: unknown }).stdout;
  }
  return typeof said === 'string' ? said.split('\n').filter((line) => line !== '') : [];
}
