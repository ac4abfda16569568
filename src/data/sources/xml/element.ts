import type { SaxesTagPlain } from 'saxes';

/** An element of a record, with everything in it. Names are without their namespace. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Its own text, without that of its children. */
  text: string;
}

/** An element that has just begun. */
export function elementOf({ name, attributes }: SaxesTagPlain): Element {
  const local: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) local[withoutPrefix(key)] = value;
  }
  return { name: withoutPrefix(name), attributes: local, children: [], text: '' };
}

/** A name without its namespace. */
export function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** All text in an element, its own first; undefined where `xsi:nil` says there is none. */
export function textOf(element: Element): string | undefined {
  if (element.attributes['nil'] === 'true') return undefined;
  let text = element.text;
  for (const child of element.children) text += textOf(child) ?? '';
  return text;
}
