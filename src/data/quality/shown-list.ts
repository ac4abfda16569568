/** The first few of a list, in words: `a, b, c and 4 more`. */
export function shownList(values: readonly (string | number | boolean)[], most = 5): string {
  const shown = values.slice(0, most).map((value) => clipped(`${value}`));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** A text short enough to stand in a sentence, on one line. */
export function clipped(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
