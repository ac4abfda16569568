import type { Field } from './fields.js';

/**
 * The columns of lines that are blank between them: each run of places that some line fills is a column. The blanks
 * between two columns go to the one that grows into them: the right one where its cells end at the same place (as
 * numbers do), otherwise the left one. Empty when the lines have no such blanks.
 */
export function recogniseFields(lines: readonly string[]): readonly Field[] {
  const runs = filledRuns(lines);
  if (runs.length < 2) return [];
  const starts = runs.map((run, at) => {
    const before = runs[at - 1];
    if (before === undefined) return 0;
    return isRightAligned(lines, run) ? before.end : run.start;
  });
  return starts.map((start, at) => {
    const end = starts[at + 1] ?? runs.at(-1)?.end ?? start;
    return { start, length: end - start };
  });
}

interface Run {
  readonly start: number;
  /** Behind its last place. */
  readonly end: number;
}

/** The runs of places at which at least one line has a letter. */
function filledRuns(lines: readonly string[]): readonly Run[] {
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const filled = new Uint8Array(longest);
  for (const line of lines) {
    for (let at = 0; at < line.length; at++) if (!isBlank(line, at)) filled[at] = 1;
  }
  const runs: Run[] = [];
  for (let at = 0; at < longest; at++) {
    if (filled[at] === 0) continue;
    const start = at;
    while (filled[at] === 1) at += 1;
    runs.push({ start, end: at });
  }
  return runs;
}

function isRightAligned(lines: readonly string[], { start, end }: Run): boolean {
  const filled = lines.filter((line) => line.slice(start, end).trim() !== '');
  return (
    filled.every((line) => !isBlank(line, end - 1)) && filled.some((line) => isBlank(line, start))
  );
}

function isBlank(line: string, at: number): boolean {
  const letter = line[at];
  return letter === undefined || letter === ' ' || letter === '\t' || letter === '\r';
}

/** The names that stand over the columns; a word belongs to the column it overlaps most. */
export function namesOver(header: string, fields: readonly Field[]): readonly string[] {
  const names = fields.map((): string[] => []);
  for (const match of header.matchAll(/\S+/g)) {
    const [word] = match;
    const overlaps = fields.map(({ start, length }) =>
      Math.max(
        Math.min(start + length, match.index + word.length) - Math.max(start, match.index),
        0,
      ),
    );
    const most = Math.max(...overlaps);
    const at = most === 0 ? nearest(fields, match.index) : overlaps.indexOf(most);
    names[at]?.push(word);
  }
  return names.map((words) => words.join(' '));
}

function nearest(fields: readonly Field[], place: number): number {
  return Math.max(
    fields.findLastIndex(({ start }) => start <= place),
    0,
  );
}
