import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(repository, 'docs', 'benchmarks.md');

/** Replaces what stands between the markers of a section of docs/benchmarks.md. */
export async function writeSection(name, content) {
  const text = await readFile(page, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no markers ${start} and ${end}`);
  const before = text.slice(0, from + start.length);
  await writeFile(page, `${before}\n\n${content.trim()}\n\n${text.slice(to)}`);
}

/** Writes what was measured, for machines, as bench/results/<name>.json. */
export async function writeResults(name, results) {
  const folder = join(repository, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

/** What was written as bench/results/<name>.json; undefined when nothing was. */
export async function readResults(name) {
  try {
    return JSON.parse(await readFile(join(repository, 'bench', 'results', `${name}.json`), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** On what, when and with which state of the code something was measured. */
export function measuredOn() {
  const [{ model }] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    node: process.version,
    machine: `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: Number(loadavg()[0].toFixed(2)),
  };
}

/** The commit, and whether the sources have changed since. */
function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: repository }).toString().trim();
  const changed = git('status', '--porcelain', '--', 'src', 'bin', 'package.json') !== '';
  return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
}

/** A Markdown table; numbers go to the right. */
export function markdownTable(header, rows) {
  const rule = header.map((_, column) => (isNumeric(rows, column) ? '---:' : '---'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function isNumeric(rows, column) {
  return rows.every((row) => /^\**[+−-]?\d|^–?$/.test(row[column]));
}
