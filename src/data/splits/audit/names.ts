import { percentFigure } from '../../../contracts/figure.js';
import type { SplittableTable } from '../split-strategy.js';
import type { Finding, SingleFeature } from './finding.js';

/**
 * Features with the target's name in theirs, such as `churned_at` for `churned`. A warning when the feature also says
 * much about the target, else a note: `household_income` may well help to predict `income`.
 */
export function findHintingNames(
  { columns, target }: Pick<SplittableTable, 'columns' | 'target'>,
  single: readonly SingleFeature[],
): readonly Finding[] {
  const wanted = wordsOf(target?.name ?? '');
  if (target === undefined || wanted.length === 0) return [];
  return columns.flatMap(({ name, role }) => {
    if (role !== 'feature' || name === target.name || !holds(wordsOf(name), wanted)) return [];
    const skill = single.find(({ column }) => column === name)?.skill ?? 0;
    return [
      {
        kind: 'names',
        level: skill >= much ? 'warning' : 'note',
        text: `\`${name}\` has the name of the target in its own, and saves ${percentFigure(skill)} of the errors by itself`,
        hint: `Make sure that \`${name}\` is known when you predict; if not, leave it out: \`features: { ${name}: drop }\``,
        columns: [name],
      } satisfies Finding,
    ];
  });
}

const much = 0.5;

/** The words of a name, in small letters: `churnedAt` and `churned_at` are both `churned`, `at`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Whether the words of one name stand, one after the other, in another. */
function holds(words: readonly string[], wanted: readonly string[]): boolean {
  return words.some((_, at) => wanted.every((word, offset) => words[at + offset] === word));
}
