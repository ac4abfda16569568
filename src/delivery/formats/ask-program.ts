import { spawn } from 'node:child_process';
import { MlxError } from '../../errors/index.js';

/** Runs a script in a Node of its own, with rows as JSON on standard input, and returns the JSON that it writes. */
export async function askScript<Answer>(
  script: string,
  { folder, rows }: { readonly folder: string; readonly rows: readonly unknown[] },
): Promise<Answer> {
  return askNode(['--input-type=module', '--eval', script], { folder, rows });
}

/** The same for any arguments of Node. */
export async function askNode<Answer>(
  args: readonly string[],
  given: { readonly folder: string; readonly rows: readonly unknown[] },
): Promise<Answer> {
  return askProgram<Answer>(process.execPath, args, given);
}

/** The same for any program. Throws `format/mismatch` with what it said when it fails. */
export async function askProgram<Answer>(
  program: string,
  args: readonly string[],
  { folder, rows }: { readonly folder: string; readonly rows: readonly unknown[] },
): Promise<Answer> {
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  // It may end before it has read all: its exit says what went wrong.
  child.stdin.on('error', () => undefined).end(JSON.stringify(rows));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return JSON.parse(said.out) as Answer;
  throw new MlxError(
    'format/mismatch',
    `What was written does not run: ${said.err.trim().split('\n').slice(0, 8).join('\n')}`,
    { hints: ['Report this: a format that was written must run'] },
  );
}

/** Text that reads rows from standard input into \`rows\`, at the top of a script. */
export const rowsFromInput = `import { readFileSync } from 'node:fs';\nconst rows = JSON.parse(readFileSync(0, 'utf8'));\n`;
