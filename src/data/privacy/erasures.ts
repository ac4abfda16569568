import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import { MlxError } from '../../errors/index.js';

/** The record of erasures, beside the project file: it outlives `.mlx`, and belongs among what is committed. */
export const erasuresFile = 'mlx-erasures.jsonl';

/** One line of the record. Lines are only ever added. */
export interface Erasure {
  /** ISO 8601. */
  readonly at: string;
  readonly state: 'begun' | 'done';
  readonly column: string;
  /** Keyed hashes of the person's id as it may be written; the id itself stands nowhere. */
  readonly subject: readonly string[];
  /** Whether the project's `erasure_key` went into the hashes, beside the salt of the file. */
  readonly keyed: boolean;
  /** When done: what was rewritten or removed, as paths below the project; and how many rows. */
  readonly touched?: readonly string[];
  readonly rows?: number;
  /** Versions and packages that learnt from the person. */
  readonly learnt?: readonly string[];
}

/** The record as read. */
export interface Erasures {
  readonly salt: string;
  readonly records: readonly Erasure[];
}

/** Reads the record; undefined when nobody was erased yet. Throws `privacy/erased-unknown` when it cannot be read. */
export async function readErasures(projectDir: string): Promise<Erasures | undefined> {
  const text = await recordText(join(projectDir, erasuresFile));
  if (text === undefined) return undefined;
  try {
    const [head, ...records] = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
    const { salt } = head as { salt?: unknown };
    if (typeof salt === 'string' && salt !== '') return { salt, records: records as Erasure[] };
  } catch {
    // Said below: letting somebody back in would be worse than stopping.
  }
  throw new MlxError('privacy/erased-unknown', `\`${erasuresFile}\` is damaged`, {
    hints: ['Restore it from version control: it says who was erased'],
    place: { file: erasuresFile },
  });
}

/** A record that is there and cannot be opened must not pass for none: the people in it would come back. */
async function recordText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new MlxError('privacy/erased-unknown', `\`${erasuresFile}\` cannot be read`, {
      hints: ['Make it readable: it says who was erased'],
      place: { file: erasuresFile },
      cause,
    });
  }
}

/** The salt of the record, which is begun if need be. */
export async function saltOfErasures(projectDir: string): Promise<string> {
  const known = await readErasures(projectDir);
  if (known !== undefined) return known.salt;
  const salt = randomBytes(16).toString('hex');
  const head = JSON.stringify({ schema: 'mlx.erasures/1', salt });
  await writeAtomically(join(projectDir, erasuresFile), `${head}\n`);
  return salt;
}

/** Adds a line to the record. */
export async function recordErasure(projectDir: string, erasure: Erasure): Promise<void> {
  await appendFile(join(projectDir, erasuresFile), `${JSON.stringify(erasure)}\n`);
}

/** Hashes of every way an id may be written, for a record. */
export function subjectHashes(
  subject: string,
  { salt, erasureKey }: { readonly salt: string; readonly erasureKey?: string | undefined },
): readonly string[] {
  return subjectForms(subject).map((form) =>
    createHmac('sha256', hashKey(salt, erasureKey)).update(form).digest('hex'),
  );
}

/** An id as it may stand in a column: as given, and as the number it is. */
export function subjectForms(subject: string): readonly string[] {
  const given = subject.trim();
  const whole = /^[+]?(-?\d+)(?:\.0+)?$/.exec(given)?.[1];
  return [...new Set([given, ...(whole === undefined ? [] : [String(BigInt(whole))])])];
}

/** What hashes are keyed with. */
export function hashKey(salt: string, erasureKey: string | undefined): string {
  return erasureKey === undefined ? salt : `${salt}/${erasureKey}`;
}
