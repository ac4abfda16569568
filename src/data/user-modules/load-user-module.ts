import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import { MlxError, type Place } from '../../errors/index.js';
import { type ModuleFile, moduleGraph } from './module-graph.js';
import { stripTypes } from './strip-types.js';

/** A module of the user's own, loaded. */
export interface UserModule {
  /** As the project names it, such as `./my-source.ts`. */
  readonly path: string;
  readonly exports: Readonly<Record<string, unknown>>;
  /** An error its code threw, as the user should read it: `data/user-code` with file and line in their code. */
  readonly blame: (error: unknown) => unknown;
}

/**
 * Loads an ES module of the user's own: JavaScript, or TypeScript whose types can be taken away. It may import packages of
 * the project, and local files of the same kinds. Throws `data/user-module` when it does not load.
 */
export async function loadUserModule(path: string, projectDir: string): Promise<UserModule> {
  const files = await moduleGraph(path, projectDir);
  return importFiles(path, files, join(projectDir, '.mlx', 'cache', 'modules'));
}

/** Writes files as JavaScript below a folder and imports the first of them. Throws `data/user-module` when it does not load. */
export async function importFiles(
  path: string,
  files: readonly ModuleFile[],
  folder: string,
): Promise<UserModule> {
  const staged = await stage(files, folder);
  const placeOf = placesIn(staged);
  const entry = staged[0]?.copy ?? '';
  try {
    const exports = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as object;
    return { path, exports: { ...exports }, blame: (error) => blamed(path, error, placeOf(error)) };
  } catch (error) {
    throw await notLoaded({ path, files, error, place: placeOf(error) });
  }
}

/** The local files a user's module consists of, relative to the project: what belongs into a fingerprint. */
export async function filesOfUserModule(
  path: string,
  projectDir: string,
): Promise<readonly string[]> {
  return (await moduleGraph(path, projectDir)).map(({ origin }) => origin);
}

interface StagedFile extends ModuleFile {
  readonly copy: string;
}

/**
 * Writes the files as JavaScript into a folder named after their content, so that a changed module is another module to
 * Node. It lies inside the project, where Node finds the packages of the project.
 */
async function stage(files: readonly ModuleFile[], cache: string): Promise<readonly StagedFile[]> {
  const hash = createHash('sha256');
  for (const { file, code } of files) hash.update(`${file}\0${code}\0`);
  const folder = join(cache, hash.digest('hex').slice(0, 32));
  const copies = new Map(files.map(({ file }, at) => [file, join(folder, copyName(file, at))]));
  await mkdir(folder, { recursive: true });
  const staged = files.map((each) => ({ ...each, copy: copies.get(each.file) ?? '' }));
  await Promise.all(staged.map((each) => writeAtomically(each.copy, codeOf(each, copies))));
  return staged;
}

function copyName(file: string, at: number): string {
  const ending = extname(file);
  const kept = ['.json', '.cjs', '.wasm'].includes(ending) ? ending : '.mjs';
  return `${at}-${basename(file, ending).replaceAll(/[^\w-]/g, '_')}${kept}`;
}

function codeOf(
  { code, file, imports, usesMeta }: ModuleFile,
  copies: ReadonlyMap<string, string>,
): string {
  const pieces: string[] = [];
  let from = 0;
  for (const each of imports) {
    const name = pathToFileURL(copies.get(each.file) ?? '').href;
    pieces.push(code.slice(from, each.start), each.quoted ? JSON.stringify(name) : name);
    from = each.end;
  }
  pieces.push(code.slice(from));
  return usesMeta ? `${ownMeta(file)}${pieces.join('')}` : pieces.join('');
}

/** Lets a module find what lies beside it. On the first line, so that lines stay where they are. */
function ownMeta(file: string): string {
  const meta = { url: pathToFileURL(file).href, filename: file, dirname: dirname(file) };
  return `Object.assign(import.meta, ${JSON.stringify(meta)});`;
}

/** Finds the topmost place of the user's own code in the stack of an error. */
function placesIn(staged: readonly StagedFile[]): (error: unknown) => Place | undefined {
  return (error) => {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const found = staged
      .map((file) => ({ file, at: stack.indexOf(inStack(file)) }))
      .filter(({ at }) => at >= 0)
      .toSorted((one, other) => one.at - other.at)[0];
    return found === undefined
      ? undefined
      : placeAt(stack.slice(found.at + inStack(found.file).length), found.file);
  };
}

/** How a stack names a copy, be it by path or by URL: the folder's name is like no other. */
function inStack({ copy }: StagedFile): string {
  return `${basename(dirname(copy))}/${basename(copy)}:`;
}

/** `rest` follows the name of the file in a stack: line and column. */
function placeAt(rest: string, { origin, code }: StagedFile): Place {
  const [, line = '1', column] = /^(\d+)(?::(\d+))?/.exec(rest) ?? [];
  const source = code.split('\n')[Number(line) - 1] ?? '';
  const place = { file: origin, line: Number(line), source };
  return column === undefined ? place : { ...place, column: Number(column) };
}

function blamed(path: string, error: unknown, place: Place | undefined): unknown {
  if (error instanceof MlxError) return error;
  const where = place?.line === undefined ? '' : `, line ${place.line}`;
  return new MlxError('data/user-code', `\`${place?.file ?? path}\`${where}: ${reasonOf(error)}`, {
    hints: ['Mend the code, or the data it met'],
    place: place ?? { file: path },
    cause: error,
  });
}

interface LoadFailure {
  readonly path: string;
  readonly files: readonly ModuleFile[];
  readonly error: unknown;
  readonly place: Place | undefined;
}

async function notLoaded({ path, files, error, place }: LoadFailure): Promise<unknown> {
  if (error instanceof SyntaxError) {
    // Node does not tell where; the reader of TypeScript does.
    for (const { code, origin } of files) {
      if (!/\.m?js$/.test(origin)) continue;
      await stripTypes(code, origin);
    }
  }
  const [, missing] = /Cannot find package '([^']+)'/.exec(reasonOf(error)) ?? [];
  const hints =
    missing === undefined
      ? ['Mend the module', 'Write `import type` for what is a type only']
      : [`Run \`npm install ${missing}\` in the folder of the project`];
  const message =
    missing === undefined ? reasonOf(error) : `the package \`${missing}\` is not installed`;
  return new MlxError('data/user-module', `\`${path}\` cannot be loaded: ${message}`, {
    hints,
    place: place ?? { file: path },
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
