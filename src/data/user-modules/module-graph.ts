import { readFile, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MlxError } from '../../errors/index.js';
import { stripTypes } from './strip-types.js';

/** A local file that belongs to a user's module. */
export interface ModuleFile {
  readonly file: string;
  /** As the user would write it: relative to the project. */
  readonly origin: string;
  /** Its text as JavaScript; every line stands where it stood. */
  readonly code: string;
  /** Where it names other local files: the text from `start` to `end` is the name, with quotes where `quoted`. */
  readonly imports: readonly LocalImport[];
  /** Packages it cannot be loaded without, and where it names them. */
  readonly packages: readonly { readonly name: string; readonly at: number }[];
  readonly usesMeta: boolean;
}

interface LocalImport {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly file: string;
}

/**
 * A user's module and every local file it imports, each read once, the module first. Packages are left to Node. Throws
 * `data/user-module` with file and line for what is missing or no JavaScript or TypeScript.
 */
export async function moduleGraph(
  path: string,
  projectDir: string,
): Promise<readonly ModuleFile[]> {
  const entry = resolve(projectDir, path);
  if (!(await isFile(entry))) throw missingEntry(path);
  const found = new Map<string, ModuleFile>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const read = await readModule(file, projectDir);
    found.set(file, read);
    waiting.push(...read.imports.map((each) => each.file));
  }
  return [...found.values()];
}

async function readModule(file: string, projectDir: string): Promise<ModuleFile> {
  const origin = isAbsolute(relative(projectDir, file)) ? file : relative(projectDir, file);
  const text = await readFile(file, 'utf8');
  if (!scripts.includes(extname(file)))
    return { file, origin, code: text, imports: [], packages: [], usesMeta: false };
  const code = typed.includes(extname(file)) ? await stripTypes(text, origin) : text;
  const { init, parse } = await import('es-module-lexer');
  await init;
  const [found] = parseOrRefuse(() => parse(code), origin, code);
  const imports: LocalImport[] = [];
  const packages: { name: string; at: number }[] = [];
  for (const { n: name, s: start, e: end, d: dynamic } of found) {
    if (name === undefined) continue;
    if (!isLocal(name)) {
      if (dynamic === -1 && !isBuiltin(name)) packages.push({ name, at: start });
      continue;
    }
    const target = await resolveLocal(name, file);
    if (target === undefined) throw missingImport(name, { origin, code, at: start });
    imports.push({ start, end, quoted: dynamic >= 0, file: target });
  }
  return { file, origin, code, imports, packages, usesMeta: found.some(({ d }) => d === -2) };
}

const typed = ['.ts', '.mts'];
const scripts = [...typed, '.js', '.mjs'];

function isLocal(name: string): boolean {
  return /^(\.{1,2}\/|\/|file:)/.test(name);
}

/** TypeScript names the file it will become: `./x.js` may stand for `./x.ts`. */
async function resolveLocal(name: string, from: string): Promise<string | undefined> {
  const path = name.startsWith('file:') ? fileURLToPath(name) : resolve(dirname(from), name);
  const others = [path.replace(/\.(m?)js$/, '.$1ts'), `${path}.ts`, `${path}.js`, `${path}.mjs`];
  for (const candidate of [path, ...others]) if (await isFile(candidate)) return candidate;
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

function parseOrRefuse<Parsed>(parse: () => Parsed, origin: string, code: string): Parsed {
  try {
    return parse();
  } catch (cause) {
    const at = (cause as { readonly idx?: number }).idx ?? 0;
    throw new MlxError('data/user-module', `\`${origin}\` is no JavaScript`, {
      hints: ['Mend the line'],
      place: { file: origin, ...lineAt(code, at) },
      cause,
    });
  }
}

/** The line of a position in a text, from 1, and what it says. */
export function lineAt(
  code: string,
  at: number,
): { readonly line: number; readonly source: string } {
  const line = code.slice(0, at).split('\n').length;
  return { line, source: code.split('\n')[line - 1] ?? '' };
}

function missingEntry(path: string): MlxError {
  return new MlxError('data/user-module', `\`${path}\` is not there`, {
    hints: ['Correct the path; it is relative to the folder of the project file'],
  });
}

function missingImport(
  name: string,
  { origin, code, at }: { readonly origin: string; readonly code: string; readonly at: number },
): MlxError {
  return new MlxError('data/user-module', `\`${origin}\` imports \`${name}\`, which is not there`, {
    hints: [
      'Correct the path, with the ending of the file',
      'Write `import type` for what is a type only',
    ],
    place: { file: origin, ...lineAt(code, at) },
  });
}
