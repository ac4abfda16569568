import { rm } from 'node:fs/promises';
import { writeFiles } from '../../delivery/formats/archive.js';
import type {
  AskedFrom,
  FormatSource,
  FormatWorld,
  PackageFormat,
} from '../../delivery/formats/format.js';
import { answerSize, farthest } from '../../delivery/golden-difference.js';
import type { Prediction } from '../../delivery/prediction.js';
import { MlxError } from '../../errors/index.js';
import { packageFormats } from './index.js';

/** A format that was written, and how far its answers are from those of the package. */
export interface WrittenFormat {
  readonly format: string;
  readonly files: readonly string[];
  readonly bytes: number;
  /** The largest difference over the golden rows; absent when it could not be run here. */
  readonly difference?: number;
  /** Why it was not run. */
  readonly unchecked?: string;
}

/** The most that an answer may differ, in the size of answers ({@link answerSize}). */
const tolerance = 1e-5;

/**
 * Writes a format into a folder, runs what was written and holds it against the golden predictions. Throws `format/unsuited`
 * before anything is written, and `format/mismatch` naming the row after it has removed what was.
 */
export async function writeFormat(
  source: FormatSource,
  {
    format: name,
    folder,
    params = {},
    environment,
    signal = new AbortController().signal,
    ...places
  }: {
    readonly format: string;
    readonly folder: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly environment: FormatWorld['environment'];
    readonly signal?: AbortSignal;
  } & Pick<AskedFrom, 'cacheDir' | 'projectDir'>,
): Promise<WrittenFormat> {
  const format = packageFormats.get(name);
  const reason = format.cannot(source);
  if (reason !== undefined) {
    throw new MlxError('format/unsuited', `\`${name}\` ${reason}`, {
      hints: [`Leave \`${name}\` out`, 'See docs/formats.md for what goes with what'],
    });
  }
  const { projectDir } = places;
  const files = await format.files(source, params, { projectDir, environment, signal });
  await writeFiles(folder, files);
  const facts = {
    format: name,
    files: files.map(({ path }) => path),
    bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
  try {
    const checked = await difference(format, folder, { source, params, ...places });
    return { ...facts, ...checked };
  } catch (error) {
    for (const { path } of files) await rm(`${folder}/${path}`, { force: true });
    throw error;
  }
}

async function difference(
  format: PackageFormat,
  folder: string,
  from: AskedFrom,
): Promise<Pick<WrittenFormat, 'difference' | 'unchecked'>> {
  const { golden, signature } = from.source;
  const answers = await format.ask(
    folder,
    golden.map(({ row }) => row),
    from,
  );
  if ('unchecked' in answers) return { unchecked: answers.unchecked };
  const allowed = tolerance * answerSize(signature.task, golden);
  let largest = 0;
  for (const [row, { expected }] of golden.entries()) {
    const answer: Prediction | undefined = answers[row];
    const far = farthest(signature.task, expected, answer);
    if (!(far.difference <= allowed)) {
      throw new MlxError(
        'format/mismatch',
        `\`${format.name}\`: golden row ${row} gives ${far.got} for \`${far.of}\` where ${far.expected} was expected: a difference of ${far.difference}, and ${Number(allowed.toPrecision(2))} is allowed`,
        { hints: ['Report this: a format must answer as its package does'] },
      );
    }
    largest = Math.max(largest, far.difference);
  }
  return { difference: largest };
}
