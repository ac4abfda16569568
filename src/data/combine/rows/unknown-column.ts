import { nearestWord } from '../../../errors/index.js';
import type { StepProblem } from './step-problem.js';

/** Tells of a column that a step names and that is not there, with the nearest that is. */
export function unknownColumn(
  name: string,
  where: { readonly called: string; readonly known: readonly string[] },
  path: StepProblem['path'],
): StepProblem {
  const nearest = nearestWord(name, where.known);
  const shown = where.known.slice(0, 30).join(', ');
  const more = where.known.length > 30 ? `, and ${where.known.length - 30} more` : '';
  return {
    code: 'combine/unknown-column',
    message: `\`${name}\` is no column of ${where.called}`,
    path,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `There are: ${shown}${more}`,
    ],
  };
}

/** The name as it is, or one that differs from it in the case of its letters only. */
export function sameName(name: string, names: readonly string[]): string | undefined {
  return names.find((other) => other.toLowerCase() === name.toLowerCase());
}

/** What a step calls the rows that came out of the steps before it. */
export const tableSoFar = 'the table so far';
