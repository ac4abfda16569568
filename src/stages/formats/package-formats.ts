import { join } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import type { FormatWorld } from '../../delivery/formats/format.js';
import { openPackage } from '../../delivery/package-folder.js';
import { formatSource } from './format-source.js';
import { type WrittenFormat, writeFormat } from './write-format.js';

/** What is wished for: formats by name, with their settings. */
export type WishedFormats = Readonly<Record<string, JsonObject>>;

interface FormatsWorld {
  /** Where a format's own program may find what it needs from npm. */
  readonly projectDir: string;
  /** Where native TensorFlow is. */
  readonly cacheDir: string;
  readonly environment: FormatWorld['environment'];
  readonly signal: AbortSignal;
}

/** Writes formats of the package in `from`, each where `to` says, and holds each against the golden predictions. */
export async function writeFormats(
  from: string,
  wished: WishedFormats,
  { to, ...world }: { readonly to: (format: string) => string } & FormatsWorld,
): Promise<readonly WrittenFormat[]> {
  const names = Object.keys(wished);
  if (names.length === 0) return [];
  const source = await formatSource(await openPackage(from), world.signal);
  const written: WrittenFormat[] = [];
  for (const name of names) {
    world.signal.throwIfAborted();
    const { format = name, ...params } = wished[name] ?? {};
    written.push(
      await writeFormat(source, {
        format: typeof format === 'string' ? format : name,
        folder: to(name),
        ...world,
        params,
      }),
    );
  }
  return written;
}

/** The same beside the files of the package, which know nothing of it: `formats/NAME/`. */
export async function writeFormatsInside(
  folder: string,
  wished: WishedFormats,
  world: FormatsWorld,
): Promise<readonly WrittenFormat[]> {
  return writeFormats(folder, wished, { to: (name) => join(folder, 'formats', name), ...world });
}

/** How far answers are off, in words that follow the name of the format. */
export function parityWords({ difference, unchecked }: WrittenFormat): string {
  if (difference === undefined) return `not run: ${unchecked ?? 'nobody has'}`;
  return difference === 0 ? 'exact' : `within ${difference.toExponential(1)}`;
}
