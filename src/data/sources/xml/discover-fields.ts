import type { Element } from './element.js';

/**
 * Gathers what records hold: attributes as `@id`, leaves as `author/name`, with `[]` where one record has several.
 * The columns are named after them: `id`, `author.name`.
 */
export class DiscoveredFields {
  /** By path without `[]`: whether a record has several. */
  readonly #found = new Map<string, boolean>();

  add(record: Element): void {
    const seen = new Map<string, number>();
    this.#walk(record, '', seen);
    for (const [path, count] of seen) {
      this.#found.set(path, (this.#found.get(path) ?? false) || count > 1);
    }
  }

  /** Name of the column to path, in the order of their first appearance. */
  get fields(): Readonly<Record<string, string>> {
    const fields: Record<string, string> = {};
    const several = [...this.#found].filter(([, repeats]) => repeats).map(([path]) => path);
    for (const [path] of this.#found) {
      const plain = path
        .replace(/\/?text\(\)$/, '')
        .replace('/@', '@')
        .replace(/^@/, '');
      const short = plain.replaceAll('/', '.') || 'text';
      const name = short in fields ? path : short;
      fields[name] = several.includes(path) ? `${path}[]` : path;
    }
    return fields;
  }

  #walk(element: Element, path: string, seen: Map<string, number>): void {
    const note = (at: string): void => void seen.set(at, (seen.get(at) ?? 0) + 1);
    for (const name of Object.keys(element.attributes)) {
      if (name !== 'nil') note(path === '' ? `@${name}` : `${path}/@${name}`);
    }
    for (const child of element.children) {
      this.#walk(child, path === '' ? child.name : `${path}/${child.name}`, seen);
    }
    if (element.children.length === 0 && path !== '') note(path);
    else if (element.text.trim() !== '') note(path === '' ? 'text()' : `${path}/text()`);
  }
}
