import { type Element, textOf, withoutPrefix } from './element.js';

/** The way from a record to a value, such as `author/name`, `@id`, `price/text()`, `tags/tag[]` or `../@year`. */
export interface FieldPath {
  /** How many elements up from the record. */
  readonly up: number;
  /** Names of elements, `*` for any. */
  readonly steps: readonly string[];
  readonly end: { readonly attribute: string } | 'own text' | 'all text';
  /** All values, as a JSON list, instead of the first. */
  readonly list: boolean;
}

/** Reads a path; undefined for what is none. */
export function parseFieldPath(written: string): FieldPath | undefined {
  const steps = written.trim().replaceAll('[]', '').split('/');
  const end = endOf(steps.at(-1) ?? '');
  if (end !== 'all text') steps.pop();
  while (steps[0] === '.') steps.shift();
  let up = 0;
  for (; steps[0] === '..'; steps.shift()) up += 1;
  const names = [...steps, ...(typeof end === 'object' ? [end.attribute] : [])];
  if (!names.every((name) => name === '*' || isName(name))) return undefined;
  // Of the elements round a record only the attributes are kept.
  if (up > 0 && (steps.length > 0 || typeof end !== 'object')) return undefined;
  return { up, steps: steps.map(withoutPrefix), end, list: written.includes('[]') };
}

function endOf(step: string): FieldPath['end'] {
  if (step === 'text()') return 'own text';
  return step.startsWith('@') ? { attribute: withoutPrefix(step.slice(1)) } : 'all text';
}

/** Letters of any script, digits, `_`, `-` and `.`, and a namespace. */
export function isName(step: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}\p{M}_.-]*(:[\p{L}_][\p{L}\p{N}\p{M}_.-]*)?$/u.test(step);
}

/** What a path finds in a record; `above` holds the elements round it, the root first. */
export function valuesAt(
  path: FieldPath,
  record: Element,
  above: readonly Element[],
): readonly string[] {
  const start = path.up === 0 ? record : above.at(-path.up);
  let found = start === undefined ? [] : [start];
  for (const step of path.steps) {
    found = found.flatMap(({ children }) =>
      step === '*' ? children : children.filter(({ name }) => name === step),
    );
  }
  return found.flatMap((element) => valueOf(element, path.end) ?? []);
}

function valueOf(element: Element, end: FieldPath['end']): string | undefined {
  if (end === 'all text') return textOf(element);
  return end === 'own text' ? element.text : element.attributes[end.attribute];
}
