import type { CommanderError } from 'commander';
import { MlxError } from '../errors/index.js';

/** What commander says of a command line it cannot parse, as every other failure is said. */
export function usageError(
  { code, message }: CommanderError,
  commands: readonly string[],
): MlxError {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const [what = '', ...details] = first.replaceAll(/'([^']*)'/g, '`$1`').split(/\.\s+|\.$/);
  const nearest = /\(Did you mean (?:one of )?(.+)\?\)/.exec(more.join(' '))?.[1];
  const help = ['mlx', ...commands, '--help'].join(' ');
  return new MlxError(
    code === 'commander.unknownCommand' ? 'usage/unknown-name' : 'usage/bad-option',
    what.charAt(0).toUpperCase() + what.slice(1),
    {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean ${quoted(nearest)}?`]),
        ...details.filter(Boolean).map(asHint),
        `Run \`${help}\` to see what there is`,
      ],
    },
  );
}

function quoted(names: string): string {
  return names
    .split(', ')
    .map((name) => `\`${name}\``)
    .join(' or ');
}

function asHint(sentence: string): string {
  return sentence
    .replace(/^Allowed choices are /, 'Use one of: ')
    .replace(/^It must be /, 'Give ')
    .replace(/^Expected (\d+) arguments? but got \d+$/, (_all, count: string) =>
      count === '0' ? 'Leave the arguments out' : `Give at most ${count}`,
    );
}
