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
  // common[i][j]: how many lines the rest of both have in common.
  const common = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const both = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      (common[i] as Uint32Array)[j] = both;
    }
  }
  const lines: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ sign: ' ', line: offset + j + 1, text: now[j] ?? '' });
      i++;
      j++;
    } else if (i < old.length && (j === now.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', line: offset + i + 1, text: old[i] ?? '' });
      i++;
    } else {
      lines.push({ sign: '+', line: offset + j + 1, text: now[j] ?? '' });
      j++;
    }
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
