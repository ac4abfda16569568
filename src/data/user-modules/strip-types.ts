import { MlxError } from '../../errors/index.js';

/**
 * TypeScript as JavaScript: types become blanks, so that every line and column stays where it was. Throws
 * `data/user-module` with the place of what is no TypeScript, or of what would have to be rewritten, such as an `enum`.
 */
export async function stripTypes(text: string, origin: string): Promise<string> {
  const { transform } = await import('@swc/wasm-typescript');
  try {
    const { code } = await transform(text, { mode: 'strip-only', module: true, filename: origin });
    return code;
  } catch (cause) {
    const { message = 'it is no TypeScript', startLine: line, startColumn } = cause as Refusal;
    const source = line === undefined ? undefined : text.split('\n')[line - 1];
    throw new MlxError('data/user-module', `\`${origin}\`: ${message}`, {
      hints: [
        /strip-only/.test(message)
          ? 'Write it in plain JavaScript: mlx takes types away and rewrites nothing'
          : 'Mend the line',
      ],
      place: {
        file: origin,
        ...(line === undefined ? {} : { line }),
        ...(startColumn === undefined ? {} : { column: startColumn + 1 }),
        ...(source === undefined ? {} : { source }),
      },
    });
  }
}

interface Refusal {
  readonly message?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
}
