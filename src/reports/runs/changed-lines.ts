/** A line of a diff: gone, new, or beside what changed. */
export interface ChangedLine {
  readonly sign: '-' | '+' | ' ';
  /** From 1; in the text before for a line that is gone, or else in the text after. */
  readonly line: number;
  readonly text: string;
}

/** Lines of context around a change. */
const context = 1;

/**
 * What differs between two texts line by line, by the longest common subsequence, with a line of context. For files of settings: time and
 * memory grow with the product of the lines between the first and the last difference.
 */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < Math.min(old.length, now.length) - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end++;
  const inside = [
    ...around(now, Math.max(0, start - context), start),
    ...between(old.slice(start, old.length - end), now.slice(start, now.length - end), start),
    ...around(now, now.length - end, Math.min(now.length, now.length - end + context)),
  ];
  return inside.filter(
    ({ sign }, at) =>
      sign !== ' ' || inside.slice(Math.max(0, at - context), at + context + 1).some(isChange),
  );
}

function isChange({ sign }: ChangedLine): boolean {
  return sign !== ' ';
}

function around(lines: readonly string[], from: number, to: number): readonly ChangedLine[] {
  return lines.slice(from, to).map((text, at) => ({ sign: ' ', line: from + at + 1, text }));
}

function between(
  old: readonly string[],
  now: readonly string[],
  offset: number,
): readonly ChangedLine[] {
  const common = commonOf(old, now);
  const signAt = (i: number, j: number): ChangedLine['sign'] => {
    if (i === old.length) return '+';
    if (j === now.length) return '-';
    if (old[i] === now[j]) return ' ';
    return common(i + 1, j) >= common(i, j + 1) ? '-' : '+';
  };
  const lines: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const sign = signAt(i, j);
    const [from, at] = sign === '-' ? [old, i] : [now, j];
    lines.push({ sign, line: offset + at + 1, text: from[at] ?? '' });
    if (sign !== '+') i++;
    if (sign !== '-') j++;
  }
  return lines;
}

/** How many lines the rest of both, from line i and line j on, have in common. */
function commonOf(
  old: readonly string[],
  now: readonly string[],
): (i: number, j: number) => number {
  const common = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const both = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      (common[i] as Uint32Array)[j] = both;
    }
  }
  return at;
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
