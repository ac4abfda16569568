/** What tells the cells and lines of a text apart. */
export interface Marks {
  readonly delimiter: string;
  /** Empty for none. */
  readonly quote: string;
  /** The quote itself where quotes are doubled. */
  readonly escape: string;
  /** True when a carriage return alone ends a line. */
  readonly anyReturn: boolean;
}

export interface TextRecord {
  readonly cells: readonly string[];
  /** Where the next record begins. */
  readonly end: number;
  /** `broken`: a quote stands where none may; `open`: the text ends inside quotes. */
  readonly state: 'sound' | 'broken' | 'open';
  /** True when the text ended before its line did. */
  readonly atEnd: boolean;
}

/**
 * Reads the record that begins at a position, as RFC 4180 has it; blanks may stand round the quotes of a cell, and
 * a quote inside a cell that does not begin with one is a letter. The same rules as DuckDB's.
 */
export function readRecord(text: string, at: number, marks: Marks): TextRecord {
  const line = lineAt(text, at, marks);
  if (marks.quote === '' || !line.text.includes(marks.quote)) {
    const cells = line.text.split(marks.delimiter);
    return { cells, end: line.end, state: 'sound', atEnd: line.atEnd };
  }
  return new QuotedReader(text, at, marks).read();
}

export interface TextLine {
  /** Without its end. */
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
  readonly atEnd: boolean;
}

/** The line that begins at a position. */
export function lineAt(text: string, at: number, { anyReturn }: Marks): TextLine {
  const stop = anyReturn ? nextBreak(text, at) : text.indexOf('\n', at);
  if (stop < 0) return { text: text.slice(at), end: text.length, atEnd: true };
  const isPair = text[stop] === '\r' && text[stop + 1] === '\n';
  const before = !anyReturn && text[stop - 1] === '\r' && stop > at ? stop - 1 : stop;
  return { text: text.slice(at, before), end: stop + (isPair ? 2 : 1), atEnd: false };
}

function nextBreak(text: string, at: number): number {
  lineBreak.lastIndex = at;
  return lineBreak.exec(text)?.index ?? -1;
}

const lineBreak = /[\r\n]/g;

/** How many lines end between two positions. */
export function linesBetween(
  text: string,
  [from, to]: readonly [number, number],
  { anyReturn }: Marks,
): number {
  if (anyReturn) return text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0;
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}

class QuotedReader {
  readonly #text: string;
  readonly #marks: Marks;
  readonly #cells: string[] = [];
  #at: number;
  #lineEnd = -1;

  constructor(text: string, at: number, marks: Marks) {
    this.#text = text;
    this.#at = at;
    this.#marks = marks;
  }

  read(): TextRecord {
    for (;;) {
      const opening = this.#afterBlanks(this.#at);
      const quoted = this.#text.startsWith(this.#marks.quote, opening);
      const fault = quoted ? this.#quotedCell(opening + 1) : undefined;
      if (!quoted) this.#plainCell();
      if (fault !== undefined) return this.#ended(fault, true);
      if (this.#at >= this.#text.length) return this.#ended('sound', true);
      if (!this.#text.startsWith(this.#marks.delimiter, this.#at)) break;
      this.#at += this.#marks.delimiter.length;
    }
    this.#at = lineAt(this.#text, this.#at, this.#marks).end;
    return this.#ended('sound', false);
  }

  #ended(state: TextRecord['state'], atEnd: boolean): TextRecord {
    return { cells: this.#cells, end: this.#at, state, atEnd };
  }

  #plainCell(): void {
    if (this.#at > this.#lineEnd || this.#lineEnd < 0) {
      this.#lineEnd = this.#at + lineAt(this.#text, this.#at, this.#marks).text.length;
    }
    const delimiterAt = this.#text.indexOf(this.#marks.delimiter, this.#at);
    const inLine = delimiterAt >= 0 && delimiterAt < this.#lineEnd;
    const stop = inLine ? delimiterAt : this.#lineEnd;
    this.#cells.push(this.#text.slice(this.#at, stop));
    this.#at = stop;
  }

  /** Moves past the closing quote, and says what is wrong when there is none. */
  #quotedCell(from: number): 'broken' | 'open' | undefined {
    let [cell, at] = ['', from];
    for (;;) {
      const stop = this.#nextMark(at);
      if (stop < 0) return 'open';
      cell += this.#text.slice(at, stop);
      const letter = this.#text[stop] ?? '';
      const escaped = this.#escapedAt(stop);
      if (escaped === undefined && letter === this.#marks.quote) {
        this.#at = this.#afterBlanks(stop + 1);
        this.#cells.push(cell);
        return this.#mayEndHere() ? undefined : 'broken';
      }
      cell += escaped ?? letter;
      at = stop + (escaped === undefined ? 1 : 2);
    }
  }

  /** The quote or escape that an escape at a position stands before. */
  #escapedAt(at: number): string | undefined {
    const { quote, escape } = this.#marks;
    const next = this.#text[at + 1];
    return this.#text[at] === escape && (next === quote || next === escape) ? next : undefined;
  }

  #nextMark(at: number): number {
    const { quote, escape } = this.#marks;
    const quoteAt = this.#text.indexOf(quote, at);
    if (escape === quote || quoteAt < 0) return quoteAt;
    const escapeAt = this.#text.slice(at, quoteAt).indexOf(escape);
    return escapeAt < 0 ? quoteAt : at + escapeAt;
  }

  #mayEndHere(): boolean {
    const next = this.#text[this.#at];
    return (
      next === undefined ||
      next === '\n' ||
      next === '\r' ||
      this.#text.startsWith(this.#marks.delimiter, this.#at)
    );
  }

  #afterBlanks(at: number): number {
    let after = at;
    while (this.#text[after] === ' ' && this.#marks.delimiter !== ' ') after += 1;
    return after;
  }
}
