import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../../contracts/json.js';
import { sourceOfFile } from '../../data/sources/index.js';
import { MlxError, type Problem } from '../../errors/index.js';
import { checkShape } from '../../project/check-shape.js';
import { problemOf } from '../../project/describe-problem.js';
import { plugins } from '../plugins.js';

/** A source as a project names it. */
export type SourceSettings = JsonObject & { readonly type: string };

/**
 * The settings of a source for a file or folder: its type by the ending of the name or by what is in it, and what `--source` says. Throws
 * `usage/bad-option` with everything that the source would not take.
 */
export async function sourceSettings(
  { path, cwd }: { readonly path: string; readonly cwd: string },
  assignments: readonly string[],
): Promise<SourceSettings> {
  const { type: wanted, ...given } = Object.fromEntries(assignments.map(parameter));
  const found = async (): Promise<string> =>
    (await sourceOfFolder(resolve(cwd, path))) ?? sourceOfFile(path).name;
  const type = wanted === undefined ? await found() : wordOf(wanted);
  const source = { type, ...given, path };
  const problems: Problem[] = [];
  const project = { task: { type: 'regression', target: 'any' }, ingest: { sources: { source } } };
  await checkShape(structuredClone(project), plugins, (said) =>
    problems.push(problemOf(said, undefined)),
  );
  if (problems.length === 0) return source;
  throw new MlxError('usage/bad-option', 'The file cannot be read as `--source` says', {
    problems,
    hints: ['`mlx explain ingest.sources` lists the settings of each type of source'],
  });
}

/** What reads a folder, by the first file in it that says so; undefined for what is no folder. */
async function sourceOfFolder(path: string): Promise<string | undefined> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  if (names.some((name) => holdsImage.test(name))) return 'image-folder';
  return names.some((name) => name.endsWith('.txt')) ? 'text-folder' : undefined;
}

const holdsImage = /\.(jpe?g|png|webp|gif|tiff?)$/i;

function wordOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `skip=3` as a name and a YAML value; a lone delimiter such as `,` or a tab is no YAML and stays text. */
function parameter(assignment: string): readonly [string, Json] {
  const at = assignment.indexOf('=');
  if (at < 1) {
    throw new MlxError('usage/bad-option', `\`--source ${assignment}\` cannot be read`, {
      hints: ['Write it as `--source skip=3`: the name of a setting, `=`, its value'],
    });
  }
  const text = assignment.slice(at + 1);
  return [assignment.slice(0, at), /^[\w.[{"'-]/.test(text) ? valueOf(text) : text];
}

function valueOf(text: string): Json {
  try {
    return (parse(text) ?? text) as Json;
  } catch (cause) {
    throw new MlxError('usage/bad-option', `\`${text}\` is not a YAML value`, {
      hints: ['Put the value in quotes'],
      cause,
    });
  }
}
