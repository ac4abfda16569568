import type { StageEvent } from '../contracts/events.js';
import { wholeFigure } from '../contracts/figure.js';
import type { SplitResult } from '../data/split-table.js';

/** A warning when classes of a target differ in case or blanks only, such as `Yes` and `yes`: each is learnt as its own. */
export function warningOfSpellings(
  target: string,
  classes: SplitResult['classes'],
): StageEvent | undefined {
  const byWord = new Map<string, SplitResult['classes'][number][]>();
  for (const each of classes) {
    const word = bare(each.value);
    byWord.set(word, [...(byWord.get(word) ?? []), each]);
  }
  const groups = [...byWord.values()].filter((spellings) => spellings.length > 1);
  if (groups.length === 0) return undefined;
  // The most frequent comes first, and is what the others are taken for.
  const map = groups.flatMap(([usual, ...others]) =>
    others.map(({ value }) => [value, usual?.value ?? value] as const),
  );
  const named = groups.slice(0, 3).map((spellings) => {
    const counted = spellings.slice(0, 5).map((each) => `\`${each.value}\` (${rowsOf(each)})`);
    return counted.join(', ');
  });
  const setting = JSON.stringify({ [target]: { map: Object.fromEntries(map) } });
  return {
    type: 'warning',
    text: `\`${target}\` has classes that differ in case or blanks only, and are learnt as classes of their own: ${named.join('; ')}`,
    hint: `If they mean the same, make them one: \`ingest: { columns: ${setting} }\``,
  };
}

function bare(value: string): string {
  return value.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function rowsOf({ train, validation, test }: SplitResult['classes'][number]): string {
  return wholeFigure(train + validation + test);
}
