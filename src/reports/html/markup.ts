/** Text that is HTML already. Only {@link html} makes it, so that nothing a user wrote gets in unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in an {@link html} template: markup as it is, everything else escaped, nothing for absent values. */
export type Part = Markup | string | number | false | undefined | readonly Part[];

/** HTML or SVG from a template. Values are escaped, in text and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, next, at) => text + rendered(parts[at - 1]) + next));
}

/** A sentence in which text between backticks becomes code. */
export function sentence(text: string): Markup {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** The text, cut in the middle of nowhere when it is very long: a report must stay small. */
export function clipped(text: string, most = 60): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return escaped(String(part));
}

function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
