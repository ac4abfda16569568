import { readFile } from 'node:fs/promises';
import { normalize, resolve } from 'node:path';
import type { JsonObject } from '../../contracts/json.js';
import { type ColumnType, columnTypes } from '../../contracts/table.js';
import { MlxError, nearestWord, type Place } from '../../errors/index.js';
import { loadUserModule, type UserModule } from '../user-modules/load-user-module.js';
import { isPlainObject } from '../user-modules/value-kind.js';

/** A step as the project writes it. */
export interface StepSettings {
  /** The module, relative to the project. */
  readonly module: string;
  /** What its function is handed. */
  readonly params: JsonObject;
}

/** What a step's function is handed beside the rows. */
interface StepWorld {
  readonly params: JsonObject;
  readonly signal: AbortSignal;
}

/** A step of the user's own, loaded, its exports checked. */
export interface UserStep {
  readonly path: string;
  readonly step: (batch: unknown, world: StepWorld) => unknown;
  /** The types it declares, by column. */
  readonly declared: ReadonlyMap<string, ColumnType>;
  /** Where its function begins. */
  readonly place: Place;
  readonly blame: UserModule['blame'];
}

/** Loads the module of a step. Throws `data/user-module` when it is none. */
export async function loadStep(module: string, projectDir: string): Promise<UserStep> {
  const path = normalize(module);
  const { exports, blame } = await loadUserModule(path, projectDir);
  const { columns } = exports;
  return {
    path,
    step: stepOf(path, exports),
    declared: declared(path, columns),
    place: await placeOfStep(path, projectDir),
    blame,
  };
}

/** The function among what a module exports. Throws `data/user-module` when there is none. */
export function stepOf(path: string, exports: UserModule['exports']): UserStep['step'] {
  const { step } = exports;
  if (typeof step !== 'function') throw noStep(path, Object.keys(exports));
  return step as UserStep['step'];
}

function noStep(path: string, names: readonly string[]): MlxError {
  const nearest = nearestWord('step', names);
  return new MlxError('data/user-module', `\`${path}\` does not export \`step\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Rename \`${nearest}\` to \`step\``]),
      'Write `export function step(batch, { params }) { return batch; }`',
    ],
    place: { file: path },
  });
}

function declared(path: string, given: unknown): ReadonlyMap<string, ColumnType> {
  if (given === undefined) return new Map();
  const entries = isPlainObject(given) ? Object.entries(given) : undefined;
  const isType = (type: unknown): boolean => (columnTypes as readonly unknown[]).includes(type);
  if (entries?.every(([, type]) => isType(type)) === true) {
    return new Map(entries as [string, ColumnType][]);
  }
  throw new MlxError('data/user-module', `\`${path}\`: \`columns\` gives no types by name`, {
    hints: [
      `Write \`export const columns = { ratio: 'number' };\` with one of: ${columnTypes.join(', ')}`,
    ],
    place: { file: path },
  });
}

/** What a step returns has no line of its own; the function has. */
async function placeOfStep(path: string, projectDir: string): Promise<Place> {
  const lines = (await readFile(resolve(projectDir, path), 'utf8')).split('\n');
  const at = lines.findIndex((line) => exportOfStep.test(line));
  return at < 0 ? { file: path } : { file: path, line: at + 1, source: lines[at] ?? '' };
}

const exportOfStep = /\bexport\s+(async\s+)?(function|const|let)\s+step\b/;
