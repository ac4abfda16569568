import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '../contracts/json.js';
import type { RowShaping } from '../data/shaping/row-shaping.js';
import type { Database } from '../data/tables/database.js';
import { openPackage } from '../delivery/package-folder.js';
import { hashedValue } from '../delivery/serving/prediction-log.js';
import { filesBelow, type HeldTable } from './held-tables.js';
import type { KeptPackage } from './packages.js';
import type { Redactor } from './redact.js';
import type { Subject } from './subject.js';
import { linesOf } from './text-files.js';
import { asSent, theirRows } from './their-rows.js';
import type { Traces } from './traces.js';

/** A file of the prediction log in which a person stands. */
export interface ServedLines {
  readonly file: string;
  readonly lines: number;
  readonly isTheirs: (line: string) => boolean;
}

/** What tells whose line it is. */
interface Known {
  readonly tables: readonly HeldTable[];
  readonly traces: Traces;
  readonly redactor: Redactor;
  readonly packages: readonly KeptPackage[];
}

interface ServedLine {
  readonly kind?: string;
  readonly request?: string;
  readonly row?: number;
  readonly version?: string;
  readonly input?: JsonObject | null;
}

/**
 * The lines of the prediction log that are a person's: those that hold their id or a value nobody else has, in clear or hashed with
 * the log's key; those whose row has the values of one of their rows; and the labels that came later for either.
 */
export async function servedLines(
  subject: Subject,
  known: Known,
  { root, database }: { readonly root: string; readonly database: Database },
): Promise<readonly ServedLines[]> {
  const folder = join(root, 'served');
  const files = (await filesBelow(folder)).filter((file) => file.endsWith('.jsonl'));
  if (files.length === 0) return [];
  const key = await readFile(join(folder, 'hash.key'), 'utf8').catch(() => '');
  const isTheirRow = await rowsOfPerson(subject, known, { key, database });
  const theirs = await predictionNames(
    files,
    (text, line) => known.redactor.finds(text) || isTheirRow(line),
  );
  const isTheirs = (text: string): boolean =>
    known.redactor.finds(text) || theirs.has(nameOf(parsed(text)));
  const found: ServedLines[] = [];
  for (const file of files) {
    let lines = 0;
    for await (const text of linesOf(file)) if (isTheirs(text)) lines++;
    if (lines > 0) found.push({ file, lines, isTheirs });
  }
  return found;
}

/** Tells whether the row of a line is the person's: by their id, by a hashed value of theirs, or by all that was sent. */
async function rowsOfPerson(
  subject: Subject,
  known: Known,
  way: { readonly key: string; readonly database: Database },
): Promise<(line: ServedLine) => boolean> {
  const names = new Set(
    [...subject.forms, ...known.traces.texts].flatMap((text) => forms(text, way.key)),
  );
  const isLikeTheirs = await rowsLikeTheirs(known, way);
  return ({ version = '', input }) => {
    if (input === undefined || input === null) return false;
    const id = input[subject.column];
    if (id !== undefined && isNamed(id, names)) return true;
    if (Object.values(input).some((value) => isHashed(value) && names.has(value))) return true;
    return isLikeTheirs(version, input);
  };
}

/** The names of the predictions that are the person's. */
async function predictionNames(
  files: readonly string[],
  isTheirs: (text: string, line: ServedLine) => boolean,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const file of files) {
    for await (const text of linesOf(file)) {
      const line = parsed(text);
      if (line.kind === 'prediction' && isTheirs(text, line)) names.add(nameOf(line));
    }
  }
  return names;
}

/** Tells whether what was sent has the values of a row of the person, in every input of the model that answered, as far as the table tells. */
async function rowsLikeTheirs(
  { tables, packages }: Known,
  { key, database }: { readonly key: string; readonly database: Database },
): Promise<(version: string, input: JsonObject) => boolean> {
  const rows = await theirRows(tables, database);
  const models = new Map<string, { inputs: readonly string[]; shaping?: RowShaping }>();
  for (const { folder, fingerprint } of packages) {
    const found = await openPackage(folder).catch(() => undefined);
    if (found === undefined) continue;
    const shaping = found.shaping as unknown as RowShaping | undefined;
    const inputs = found.signature.inputs.map(({ name }) => name);
    models.set(fingerprint.slice(0, 12), {
      inputs: inputs.filter((name) => isComparable(name, shaping, rows[0])),
      ...(shaping !== undefined && { shaping }),
    });
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (version, input) => {
    const model = models.get(version);
    if (model === undefined || rows.length === 0 || model.inputs.length === 0) return false;
    const hidden = model.inputs.map((name) => isHashed(input[name]));
    const pattern = JSON.stringify([version, hidden]);
    const own =
      known.get(pattern) ??
      new Set(
        rows.map((row) => {
          const sent = asSent(row, model.shaping);
          return keyOf(
            model.inputs.map((name, at) => {
              const value = plain(sent[name]);
              return hidden[at] === true ? hashedValue(sent[name] ?? null, key) : value;
            }),
          );
        }),
      );
    known.set(pattern, own);
    return own.has(keyOf(model.inputs.map((name) => plain(input[name]))));
  };
}

/**
 * Whether the table tells what was sent as an input: not where it holds only what is left after `generalise`, or nothing, since a step
 * has taken the column away. Such inputs are not compared: rather a line too many goes than one too few.
 */
function isComparable(
  input: string,
  shaping: RowShaping | undefined,
  row: JsonObject | undefined,
): boolean {
  const own = shaping?.raw.find(({ name }) => name === input);
  if (own === undefined) return true;
  if (own.hidden === true || shaping?.generalise?.[own.as] !== undefined) return false;
  return shaping?.steps === undefined || (row !== undefined && own.as in row);
}

function keyOf(values: readonly Json[]): string {
  return JSON.stringify(values);
}

/** One way to write what means the same: numbers to twelve digits, times in full, true and false as numbers have them. */
function plain(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (typeof value === 'number') return Number(value.toPrecision(12));
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(value)) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? value : new Date(time).toISOString();
  }
  return value;
}

function forms(text: string, key: string): readonly string[] {
  const number = Number(text);
  const values: readonly Json[] = text !== '' && String(number) === text ? [text, number] : [text];
  return [text, ...values.map((value) => hashedValue(value, key))];
}

/** Whether an id, or one in a list of them, is among the names, as text. */
function isNamed(id: Json, names: ReadonlySet<string>): boolean {
  if (Array.isArray(id)) return id.some((each: Json) => isNamed(each, names));
  return (id === null || typeof id !== 'object') && names.has(String(id));
}

function isHashed(value: Json | undefined): value is string {
  return typeof value === 'string' && value.startsWith('hmac:');
}

function nameOf({ request = '', row = 0 }: ServedLine): string {
  return `${request} ${row}`;
}

/** A line that a killed server has left half is nobody's. */
function parsed(text: string): ServedLine {
  try {
    return (JSON.parse(text) as ServedLine | null) ?? {};
  } catch {
    return {};
  }
}
