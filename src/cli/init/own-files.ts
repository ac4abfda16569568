import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publishedSchema } from '../../project/published-schema.js';
import { plugins } from '../plugins.js';

const schemaFile = '.mlx/project.schema.json';
const ignoreFile = '.gitignore';

/** Files that every new project gets and that may be brought up to date unasked. */
export const ownFiles: readonly string[] = [ignoreFile, schemaFile];

/** First line of every project file: where an editor finds the schema. */
export const modeline = `# yaml-language-server: $schema=${schemaFile}`;

/** Writes the schema for editors and a `.gitignore` that keeps the lines the folder's own has. */
export async function writeOwnFiles(staging: string, folder: string): Promise<void> {
  await mkdir(dirname(join(staging, schemaFile)), { recursive: true });
  await writeFile(
    join(staging, schemaFile),
    `${JSON.stringify(publishedSchema(plugins), null, 2)}\n`,
  );
  const before = await readFile(join(folder, ignoreFile), 'utf8').catch(() => '');
  await writeFile(join(staging, ignoreFile), withIgnored(before));
}

const ignored = `# What mlx keeps: artifacts, run records, registry. Only the schema for editors is shared.
.mlx/*
!${schemaFile}
# What mlx writes for you to look at
reports/
# What npm installs
node_modules/
`;

/** The lines that are there, then those they lack. */
function withIgnored(before: string): string {
  const own = before.split(/\r?\n/).map((line) => line.trim());
  const has = (line: string): boolean => own.includes(line) || own.includes(`/${line}`);
  const lacking = ignored.split('\n').filter((line) => line !== '' && !has(line));
  if (lacking.every((line) => line.startsWith('#'))) return before;
  const above = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return `${above}${lacking.join('\n')}\n`;
}
