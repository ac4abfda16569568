import { join, relative, resolve } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { packageFormats } from '../stages/formats/index.js';
import { parityWords, writeFormats } from '../stages/formats/package-formats.js';
import type { Context } from './context.js';
import { cacheDir } from './session.js';

/** A format as the end of a run tells of it. */
export interface ShownFormat {
  readonly format: string;
  /** Where it lies, from where the user is. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
  /** The largest difference from the golden predictions; null when it could not be run here. */
  readonly difference: number | null;
  readonly words: string;
}

/** Throws `usage/unknown-name` before anything runs. */
export function knownFormats(names: readonly string[]): void {
  for (const name of names) packageFormats.get(name);
}

/** Writes formats of a package where the user wants them: one into `out` itself, several into a folder each. */
export async function writeFormatsOut(
  folder: string,
  {
    names,
    out = 'out',
    settings,
    projectDir,
  }: {
    readonly names: readonly string[];
    readonly out: string | undefined;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly projectDir: string;
  },
  { cwd, signal, environment }: Context,
): Promise<readonly ShownFormat[]> {
  const to = (name: string) => resolve(cwd, names.length > 1 ? join(out, name) : out);
  const wished = names.map((name) => [name, (settings[name] ?? {}) as JsonObject] as const);
  const written = await writeFormats(folder, Object.fromEntries(wished), {
    to,
    projectDir,
    cacheDir: cacheDir(environment),
    ...{ environment, signal },
  });
  return written.map((each) => ({
    ...{ format: each.format, files: each.files, bytes: each.bytes },
    folder: relative(cwd, to(each.format)) || '.',
    difference: each.difference ?? null,
    words: parityWords(each),
  }));
}
