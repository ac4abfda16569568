import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.js';
import { ownFiles, writeOwnFiles } from './own-files.js';
import type { Placement } from './place-files.js';
import type { Template } from './templates.js';

/** What a template puts into a folder: its own files, those of every template, and the data its generator makes. */
export async function fromTemplate(
  { name, data }: Template,
  folder: string,
  context: Context,
): Promise<Pick<Placement, 'files' | 'replaceable' | 'write'>> {
  const sources = ['every', name].map((part) => join(context.installation, 'templates', part));
  const lists = await Promise.all(sources.map(filesBelow));
  return {
    files: [...lists.flat(), data, ...ownFiles].toSorted(),
    replaceable: ownFiles,
    async write(staging) {
      await mkdir(staging);
      for (const source of sources) await cp(source, staging, { recursive: true });
      await generateData(staging, context);
      await writeOwnFiles(staging, folder);
    },
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'));
}

/** The same script that users run to make the data again. */
async function generateData(folder: string, { self, signal }: Context): Promise<void> {
  const [node = 'node'] = self;
  const child = spawn(node, [join('data', 'generate.mjs')], {
    cwd: folder,
    signal,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`data/generate.mjs ended with ${String(code)}`);
}
