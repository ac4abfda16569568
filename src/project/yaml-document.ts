import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Json } from '../contracts/json.js';
import { MlxError, type Place, type Problem } from '../errors/index.js';
import type { Path } from './project.js';
import { isMergeKey, yamlProblems } from './yaml-problems.js';

/** A parsed YAML file that still knows where everything stands. */
export interface YamlFile {
  readonly value: Json;
  /** Where the value (or, with `key`, its key) at a path was written; undefined when it was not. */
  placeOf(path: Path, part?: 'value' | 'key'): Place | undefined;
}

/**
 * Parses YAML 1.2, with `<<` merge keys. Right line numbers under anchors, aliases, CRLF, BOM, flow style and comments.
 * Throws one `project/invalid` with every syntax error.
 */
export function parseYaml(file: string, text: string): YamlFile {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineCounter = new LineCounter();
  const document = parseDocument(content, { lineCounter, merge: true, prettyErrors: false });
  const lines = content.split(/\r?\n/);
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(Math.min(offset, content.length));
    return { file, line, column: col, source: lines[line - 1] ?? '' };
  };

  const problems = yamlProblems(document, content).map(
    ({ offset, ...problem }): Problem => ({ ...problem, place: placeAt(offset) }),
  );
  if (problems.length > 0) throw invalid(file, problems);

  return {
    value: toValue(document, () =>
      invalid(file, [
        {
          code: 'project/syntax',
          message: 'Anchors refer to each other too often',
          place: placeAt(0),
          hints: ['Write out what the anchors stand for'],
        },
      ]),
    ),
    placeOf(path, part = 'value') {
      const offset = offsetOf(document, path, part);
      return offset === undefined ? undefined : placeAt(offset);
    },
  };
}

/** The error every command throws for a project file with problems in it. */
export function invalid(file: string, problems: readonly Problem[]): MlxError {
  return invalidSettings(`\`${file}\``, problems);
}

/** As {@link invalid}, of settings from wherever: `what` is the subject of the sentence. */
export function invalidSettings(what: string, problems: readonly Problem[]): MlxError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new MlxError('project/invalid', `${what} has ${count}`, { problems });
}

function toValue(document: Document, refuse: () => MlxError): Json {
  try {
    const value = document.toJS({ maxAliasCount: 1000 }) as Json;
    // A value that holds itself, as in `a: &a [*a]`, has no JSON.
    JSON.stringify(value);
    return value;
  } catch (error) {
    if (error instanceof TypeError) throw refuse();
    if (error instanceof ReferenceError) throw refuse();
    throw error;
  }
}

function offsetOf(document: Document, path: Path, part: 'value' | 'key'): number | undefined {
  let node: unknown = document.contents;
  let start = rangeStart(node);
  for (const [depth, step] of path.entries()) {
    const found = childOf(resolveAlias(node, document), step, document);
    if (found === undefined) return undefined;
    const wantsKey = part === 'key' && depth === path.length - 1;
    node = found.value;
    start = wantsKey ? rangeStart(found.key) : (rangeStart(found.value) ?? rangeStart(found.key));
  }
  return start;
}

function childOf(
  node: unknown,
  step: string | number,
  document: Document,
): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => keyText(key) === String(step));
  if (pair !== undefined) return { key: pair.key, value: pair.value };
  return mergedChild(node.items, step, document);
}

/** Looks behind `<<: *anchor`, where a key may come from. */
function mergedChild(
  items: readonly Pair[],
  step: string | number,
  document: Document,
): { key: unknown; value: unknown } | undefined {
  for (const { key, value } of items) {
    if (!isMergeKey(key)) continue;
    const merged = resolveAlias(value, document);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = childOf(resolveAlias(source, document), step, document);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function resolveAlias(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function rangeStart(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
