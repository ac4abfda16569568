import type { Json, JsonObject } from '../../contracts/json.js';
import type { Rows } from './rows/rows.js';
import type { StepProblem } from './rows/step-problem.js';
import type { Workshop } from './rows/workshop.js';

/**
 * A step that combines sources: it takes the table so far and gives another. Its settings are the whole item of the
 * list, the key that names it included.
 */
export interface CombineVerb<Settings = JsonObject> {
  /** The key that names it in the list. */
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of every setting, that of the naming key among them. */
  readonly properties: Readonly<Record<string, VerbSetting>>;
  /** Settings that must be given besides the naming key. */
  readonly required: readonly string[];
  /** Whether it begins a table, continues one, or can do either. */
  readonly place: 'first' | 'later' | 'anywhere';
  /** What the user calls the step, such as `join invoices`. */
  label(settings: Settings): string;
  /** The sources it reads. */
  reads(settings: Settings): readonly SourceUse[];
  /** The columns after it, by name alone; undefined when only the rows tell. Reports names that are not there. */
  columns(settings: Settings, names: Names): readonly string[] | undefined;
  /** Does it, after its names have been looked at. `table` is undefined when it comes first. */
  apply(settings: Settings, table: Rows | undefined, shop: Workshop): Promise<Rows>;
}

/** JSON Schema of a setting. */
interface VerbSetting {
  readonly description: string;
  readonly default?: Json;
}

/** A source a step reads. */
export interface SourceUse {
  readonly source: string;
  /** Way from the step to the name. */
  readonly path: readonly (string | number)[];
  /** Whether its columns become one with those of the same name in the table so far. */
  readonly stacked: boolean;
}

/** The names of columns, as far as they are known before any row is read. */
export interface Names {
  /** Columns of the table so far; none when the step comes first. */
  readonly table: readonly string[];
  readonly of: (source: string) => readonly string[];
  readonly report: (problem: StepProblem) => void;
}

/** One name or several, as a list. */
export function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === 'string' ? [written] : written;
}

/** Sources under a key that holds one name or several. */
export function stackedUnder(
  path: readonly string[],
  written: string | readonly string[],
): readonly SourceUse[] {
  if (typeof written === 'string') return [{ source: written, path, stacked: true }];
  return written.map((source, index) => ({ source, path: [...path, index], stacked: true }));
}

/** JSON Schema of one name or several. */
export const namesSchema = {
  type: ['string', 'array'],
  minLength: 1,
  minItems: 1,
  items: { type: 'string', minLength: 1 },
} as const;
