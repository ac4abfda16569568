import type { Params } from '../../../../contracts/params.js';

export const rareParams = {
  rare: {
    type: ['number', 'string'],
    description:
      'Categories of fewer training rows than this many (20), or than this share of them (0.01 or 1%), count as other',
  },
} as const satisfies Params;

/** What is wrong with a `rare`, worded to follow the step's name; nothing when it is left out. */
export function checkRare({
  rare,
}: {
  readonly rare?: number | string | undefined;
}): string | undefined {
  if (rare === undefined || Number.isFinite(fewest(rare, 1))) return undefined;
  return 'needs as `rare` a number of rows, such as 20, or a share of them, such as 1%';
}

/** How many rows a category must have so as not to be rare. */
export function fewest(rare: number | string | undefined, rows: number): number {
  if (rare === undefined) return 0;
  const percent =
    typeof rare === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(rare)?.[1] : undefined;
  if (percent !== undefined) return Number(`${percent}e-2`) * rows;
  const number = typeof rare === 'string' ? Number.NaN : rare;
  return number >= 0 ? (number < 1 ? number * rows : number) : Number.NaN;
}
