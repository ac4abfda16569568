/**
 * The elements of a list inside a JSON text that is known to be valid, each as the text it is: parsing and writing them
 * again would change numbers beyond 2^53. Undefined when there is no list at that place.
 */
export function recordTexts(text: string, way: readonly string[]): readonly string[] | undefined {
  let at = skipBlanks(text, 0);
  for (const key of way) {
    const found = valueOfKey(text, at, key);
    if (found === undefined) return undefined;
    at = found;
  }
  if (text[at] !== '[') return undefined;
  const records: string[] = [];
  at = skipBlanks(text, at + 1);
  while (text[at] !== ']' && at < text.length) {
    const end = endOfValue(text, at);
    records.push(text.slice(at, end).replaceAll(/[\r\n]+\s*/g, ' '));
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return records;
}

/** What lies at a place of a parsed value; undefined when nothing does. */
export function valueAt(value: unknown, way: readonly string[]): unknown {
  return way.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
}

function valueOfKey(text: string, start: number, wanted: string): number | undefined {
  if (text[start] !== '{') return undefined;
  let at = skipBlanks(text, start + 1);
  while (text[at] === '"') {
    const end = endOfText(text, at);
    const key = JSON.parse(text.slice(at, end)) as string;
    at = skipBlanks(text, skipBlanks(text, end) + 1);
    if (key === wanted) return at;
    at = skipBlanks(text, endOfValue(text, at));
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return undefined;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfText(text, start);
  if (text[start] === '{' || text[start] === '[') return endOfNest(text, start);
  plain.lastIndex = start;
  return start + (plain.exec(text)?.[0].length ?? 1);
}

function endOfNest(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === '"') at = endOfText(text, at) - 1;
    depth += depthOf[letter] ?? 0;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

const depthOf: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

const plain = /[^\s,\]}]+/y;

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (' \t\r\n'.includes(text[at] ?? '.')) at += 1;
  return at;
}
