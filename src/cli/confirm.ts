import { MlxError } from '../errors/index.js';
import type { Context } from './context.js';

/**
 * Asks a person at a terminal to type something before a thing that cannot be taken back; `--yes` answers for them. Throws
 * `privacy/not-confirmed` when the answer is another, or nobody can be asked.
 */
export async function confirm(
  { yes }: { readonly yes?: boolean },
  context: Context,
  { what, answer }: { readonly what: string; readonly answer: string },
): Promise<void> {
  if (yes === true) return;
  if (context.stdin.isTTY !== true) {
    throw new MlxError('privacy/not-confirmed', 'Nobody can be asked here whether to erase', {
      hints: ['Look at what would be done with `--dry-run`', 'Add `--yes` to erase without asking'],
    });
  }
  context.stderr.write(`This erases ${what} and cannot be taken back.\nType ${answer} to go on: `);
  if ((await firstLine(context.stdin)).trim() === answer) return;
  throw new MlxError('privacy/not-confirmed', 'Nothing was erased', {
    hints: [`Type exactly \`${answer}\`, or give \`--yes\``],
  });
}

async function firstLine(stdin: Context['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}
