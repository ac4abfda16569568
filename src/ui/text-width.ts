const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ansi = /\u001B\[[0-9;]*m/g;
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u;
const zeroWidth = /^[\p{M}\p{Cf}]+$/u;

/** The columns a text takes on a terminal: two for East Asian wide letters and emoji, none for marks and colours. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text.replace(ansi, ''))) width += widthOf(segment);
  return width;
}

/** The text cut to at most `width` columns, the last of them an ellipsis when something is missing. Plain text only. */
export function truncateText(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width));
  return `${takeColumns(text, room)}${ellipsis}`;
}

/** The end of a text of at most `width` columns, after an ellipsis when something is missing: for paths. */
export function truncateStart(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room <= 0) return '';
  const reversed = [...graphemes.segment(text)].map(({ segment }) => segment).reverse();
  let used = 0;
  const kept = reversed.findIndex((segment) => (used += widthOf(segment)) > room);
  return `${ellipsis}${reversed.slice(0, kept).reverse().join('')}`;
}

/** The longest start of a text that fits into `width` columns. */
export function takeColumns(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

/**
 * The text in lines of at most `width` columns, broken between words; a word that is longer has a line of its own. What
 * stands between backticks is one word where it fits into a line, so that a command can be copied. Of the first line,
 * `taken` columns are not to be had.
 */
export function wrapWords(text: string, width: number, taken = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of unbroken(text.split(' '), width)) {
    const room = lines.length === 0 ? width - taken : width;
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = lines.length === 0 && line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A text whose lines fit into `columns`, where these are known: what is too long goes on below, two columns in. */
export function flowText(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const flow = (line: string): readonly string[] => {
    if (displayWidth(line) <= columns) return [line];
    const [first = '', ...more] = wrapWords(line, Math.max(20, columns - 2), -2);
    return [first, ...more.map((rest) => `  ${rest}`)];
  };
  return text.split('\n').flatMap(flow).join('\n');
}

/** Words from one backtick to the next put together, if a line has room for them. */
function unbroken(words: readonly string[], width: number): readonly string[] {
  const units: string[] = [];
  let open: string[] = [];
  for (const word of words) {
    open.push(word);
    const together = open.join(' ');
    if (together.split('`').length % 2 === 0) continue;
    units.push(...(displayWidth(together) <= width ? [together] : open));
    open = [];
  }
  return [...units, ...open];
}

/** The text filled with spaces to `width` columns. */
export function padColumns(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const filler = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + filler : filler + text;
}

/** The text without characters that would steer the terminal: a file's contents must not move the cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (found) =>
    found === '\t' ? '\t' : '�',
  );
}

function widthOf(grapheme: string): number {
  if (zeroWidth.test(grapheme)) return 0;
  return wide.test(grapheme) || /\p{Emoji_Presentation}|\uFE0F/u.test(grapheme) ? 2 : 1;
}
