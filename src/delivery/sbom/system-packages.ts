import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** A package of a distribution. */
export interface SystemPackage {
  readonly name: string;
  readonly version: string;
  /** With architecture and distribution, as scanners look it up. */
  readonly purl: string;
}

/** A distribution as purl names it: `debian`, `debian-12`. */
interface Release {
  readonly id: string;
  readonly distro: string;
}

/**
 * Which package of the distribution each file of this machine is from, as `dpkg` knows it (Debian, Ubuntu); a file that it does not
 * know, and every file of another distribution, has none.
 */
export function systemPackages(
  paths: readonly string[],
  release: Release | undefined,
): ReadonlyMap<string, SystemPackage> {
  if (release === undefined) return new Map();
  const candidates = new Map(paths.map((path) => [path, namesOf(path)]));
  const owners = ownersOf([...new Set([...candidates.values()].flat())]);
  const described = describe([...new Set(owners.values())], release);
  return new Map(
    [...candidates].flatMap(([path, all]) => {
      const owner = all.map((each) => owners.get(each)).find((each) => each !== undefined);
      const it = described.get(owner ?? '');
      return it === undefined ? [] : [[path, it]];
    }),
  );
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

/** By path, the package that a file is from: `libc6:amd64`. */
function ownersOf(paths: readonly string[]): ReadonlyMap<string, string> {
  const lines = asked('dpkg-query', ['-S', ...paths]);
  const found = lines.map((line) => /^([^,\s]+): (\/.+)$/.exec(line) ?? []);
  return new Map(
    found.flatMap(([, owner, path]) =>
      owner === undefined || path === undefined ? [] : [[path, owner]],
    ),
  );
}

function describe(
  names: readonly string[],
  { id, distro }: Release,
): ReadonlyMap<string, SystemPackage> {
  if (names.length === 0) return new Map();
  const format = '${binary:Package}\t${Package}\t${Version}\t${Architecture}\n';
  return new Map(
    asked('dpkg-query', ['-W', '-f', format, ...names]).flatMap((line) => {
      const [full = '', name = '', version = '', architecture = ''] = line.split('\t');
      const at = `${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
      const purl = `pkg:deb/${id}/${at}?arch=${architecture}&distro=${distro}`;
      const it = { name, version, purl };
      return [[full, it] as const, [name, it] as const];
    }),
  );
}

/** The lines a program says, also when it fails in part; none when there is no such program. */
function asked(program: string, args: readonly string[]): readonly string[] {
  let said: unknown;
  try {
    said = execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    said = (error as { stdout?: unknown }).stdout;
  }
  return typeof said === 'string' ? said.split('\n').filter((line) => line !== '') : [];
}
