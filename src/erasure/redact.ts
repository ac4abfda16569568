import type { Traces } from './traces.js';

/** What stands in place of what was erased. */
const erasedMark = '[erased]';

/** Finds and covers what a person can be told by, as it stands in plain text, in JSON and in HTML. */
export class Redactor {
  readonly #texts: RegExp | undefined;
  readonly #numbers: RegExp | undefined;

  constructor({ texts, numbers }: Traces) {
    const written = texts.flatMap((text) => [text, inJson(text), inHtml(text)]);
    this.#texts = anyOf([...new Set(written)]);
    this.#numbers = anyOf(numbers);
  }

  /** Whether a text says something of the person. */
  finds(text: string): boolean {
    return this.#texts !== undefined && text.search(this.#texts) >= 0;
  }

  /** The text with every such value covered. */
  redacted(text: string): string {
    return this.#texts === undefined ? text : text.replaceAll(this.#texts, erasedMark);
  }

  /** As {@link redacted}, and numbers that only this person has become `null`: for JSON about a table. */
  redactedJson(text: string): string {
    const covered = this.redacted(text);
    return this.#numbers === undefined ? covered : covered.replaceAll(this.#numbers, 'null');
  }
}

/** Longest first, so that a value is covered whole; never within a longer word or number. */
function anyOf(values: readonly string[]): RegExp | undefined {
  if (values.length === 0) return undefined;
  const parts = values
    .toSorted((a, b) => b.length - a.length)
    .map((value) => value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${parts.join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
