import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import { MlxError } from '../../errors/index.js';
import { writeFiles } from '../formats/archive.js';
import type { FormatFile } from '../formats/format.js';
import { tarred, untarred } from '../formats/tar.js';
import { openPackage } from '../package-folder.js';
import type { RegisteredVersion } from './model-registry.js';
import type { VersionLabel } from './version-labels.js';

/** `version.json` of an exported version: what the registry knew of it. */
export interface ExportedVersion extends VersionLabel {
  readonly name: string;
  readonly fingerprint: string;
  readonly added: string;
}

/** A version that was exported, or a package alone, on this machine while it is needed. */
export interface OpenedExport extends AsyncDisposable {
  /** Of the package. */
  readonly folder: string;
  /** Absent for a package alone. */
  readonly record?: ExportedVersion;
}

/**
 * Writes a version with its label to `out`: one archive where the name ends in `.tar.gz` or `.tgz`, else a folder. Same version and
 * label, same bytes. Throws `usage/bad-option` when `out` is there already.
 */
export async function exportVersionTo(
  out: string,
  { name, fingerprint, added, folder }: RegisteredVersion,
  label: VersionLabel,
): Promise<void> {
  if ((await stat(out).catch(() => undefined)) !== undefined) {
    throw new MlxError('usage/bad-option', `\`${out}\` is there already`, {
      hints: ['Name a file or folder that is not there yet'],
    });
  }
  const { paths } = await openPackage(folder);
  const record: ExportedVersion = { name, fingerprint, added, ...label };
  const files: FormatFile[] = [
    { path: 'version.json', bytes: Buffer.from(`${JSON.stringify(record, null, 2)}\n`) },
  ];
  for (const path of paths)
    files.push({ path: `package/${path}`, bytes: await readFile(join(folder, path)) });
  if (!isArchive(out)) return writeFiles(out, files);
  await mkdir(dirname(out), { recursive: true });
  await writeAtomically(out, await promisify(gzip)(tarred(files)));
}

/**
 * Opens what `exportVersionTo` wrote, or the folder of a package. What is in it is checked: every file of the package, and that it is the
 * package which was exported. Throws `registry/export`, `package/invalid`.
 */
export async function openExport(written: string): Promise<OpenedExport> {
  const found = await stat(written).catch(() => undefined);
  if (found === undefined) {
    throw new MlxError('registry/export', `There is no \`${written}\``, {
      hints: ['Name what `mlx registry export` wrote, or the folder of a package'],
    });
  }
  const folder = found.isDirectory() ? written : await unpacked(written);
  const dispose = async (): Promise<void> => {
    if (folder !== written) await rm(folder, { recursive: true, force: true });
  };
  try {
    const text = await readFile(join(folder, 'version.json'), 'utf8').catch(() => undefined);
    if (text === undefined && folder === written) return { folder, [Symbol.asyncDispose]: dispose };
    const record = exportedOf(text ?? '', written);
    const { manifest } = await openPackage(join(folder, 'package'));
    if (manifest.fingerprint !== record.fingerprint) {
      throw notExported(written, 'the package in it is another than was exported');
    }
    return { folder: join(folder, 'package'), record, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw folder === written ? error : namingArchive(error, folder, written);
  }
}

/** The folder that an archive was unpacked into is nobody's business. */
function namingArchive(error: unknown, folder: string, archive: string): unknown {
  if (!(error instanceof MlxError) || error.code !== 'package/invalid') return error;
  const words = error.message.replaceAll(join(folder, 'package'), archive);
  return new MlxError('registry/export', words, {
    hints: ['Export it again with `mlx registry export`'],
    cause: error,
  });
}

function isArchive(name: string): boolean {
  return /\.(tar\.gz|tgz)$/.test(name);
}

/** A folder of its own with what an archive holds. */
async function unpacked(archive: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-import-'));
  try {
    const files = untarred(await promisify(gunzip)(await readFile(archive)));
    for (const { path } of files) {
      if (/^(version\.json|package(\/[\w-][\w.-]*)+)$/.test(path)) continue;
      throw new Error(`it holds \`${path}\``);
    }
    await writeFiles(folder, files);
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw notExported(archive, error instanceof Error ? error.message : 'it cannot be read');
  }
}

function exportedOf(text: string, place: string): ExportedVersion {
  try {
    const exported = JSON.parse(text) as Partial<ExportedVersion> | null;
    const { name, fingerprint, added, tags, note } = exported ?? {};
    if (typeof name === 'string' && typeof fingerprint === 'string' && Array.isArray(tags)) {
      const said = typeof note === 'string' ? { note } : {};
      return { name, fingerprint, added: added ?? '', tags: tags.map(String), ...said };
    }
  } catch {
    // Told below, as whatever else is no version.
  }
  throw notExported(place, 'its `version.json` is missing or says too little');
}

function notExported(place: string, why: string): MlxError {
  return new MlxError('registry/export', `\`${place}\` is no version that was exported: ${why}`, {
    hints: ['Export it again with `mlx registry export`, or name the folder of the package itself'],
  });
}
