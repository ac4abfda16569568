import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { Json, JsonObject } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';

/** Why a setting cannot be written: what stands there means more than one setting. */
export type WhyNot = 'anchor' | 'reference' | 'other';

/**
 * The text of a YAML file with one setting changed or added, and every other character as it was: comments, order, quotes and
 * spaces stay. `path` is as written in the file; what stands there in a short form (`net: mlp`) becomes the long one. Answers why,
 * when it cannot be done without changing what else the file says.
 */
export function withSetting(
  text: string,
  path: Path,
  value: Json,
): { readonly text: string } | { readonly whyNot: WhyNot } {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const content = text.slice(mark.length);
  const document = parseDocument(content, { merge: true });
  const edit = editOf(document, content, { path, value });
  if (typeof edit === 'string') return { whyNot: edit };
  const [from, to, written] = edit.change;
  const changed = content.slice(0, from) + written + content.slice(to);
  const wanted = changedAt(document.toJS() as Json, edit.path, edit.value);
  const found = parseDocument(changed, { merge: true });
  const isAsWanted =
    found.errors.length === 0 && JSON.stringify(found.toJS()) === JSON.stringify(wanted);
  return isAsWanted ? { text: mark + changed } : { whyNot: 'other' };
}

interface Edit {
  readonly change: readonly [from: number, to: number, text: string];
  /** What is another value now, and which. */
  readonly path: Path;
  readonly value: Json;
}

function editOf(
  document: Document,
  text: string,
  { path, value }: { readonly path: Path; readonly value: Json },
): Edit | WhyNot {
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    if (isScalar(node)) return lengthened(node, { path, depth, value });
    if (!isMap(node)) return isAlias(node) ? 'anchor' : 'other';
    const pair = node.items.find(({ key }) => keyOf(key) === String(step));
    if (pair === undefined) return extended(node, text, { path, depth, value });
    if (isNothing(pair.value)) return 'other';
    node = pair.value;
  }
  return replaced(node, text, { path, value });
}

interface Step {
  readonly path: Path;
  /** Of the place in `path` that the node belongs to. */
  readonly depth: number;
  readonly value: Json;
}

/** A mapping gets what it does not have yet, down to the setting. */
function extended(map: YAMLMap, text: string, { path, depth, value }: Step): Edit {
  const below = nested(path.slice(depth + 1), value);
  const change = added(map, { key: String(path[depth]), value: below, text });
  return { change, path: path.slice(0, depth + 1), value: below };
}

function replaced(
  node: unknown,
  text: string,
  { path, value }: { readonly path: Path; readonly value: Json },
): Edit | WhyNot {
  if (isAlias(node) || (isNode(node) && hasAnchor(node))) return 'anchor';
  if (isScalar(node) && isReference(node.value)) return 'reference';
  return { change: [...spanOf(node as Node, text), flow(value)], path, value };
}

/** A short form becomes a mapping with what it stood for, and the setting. */
function lengthened(node: Node & { value: unknown }, { path, depth, value }: Step): Edit | WhyNot {
  if (isReference(node.value)) return 'reference';
  if (hasAnchor(node)) return 'anchor';
  const name = String(path[depth - 1]);
  const meant = { imbalance: 'method', threshold: 'at' }[name] ?? 'model';
  const [step = '', ...rest] = path.slice(depth).map(String);
  const written = node.value as Json;
  const long = { [meant]: written, [step]: nested(rest, value) };
  const [from = 0, to = 0] = node.range ?? [];
  return { change: [from, to, flow(long)], path: path.slice(0, depth), value: long };
}

/** A new entry at the end of a mapping, in its own style. */
function added(
  map: YAMLMap,
  { key, value, text }: { readonly key: string; readonly value: Json; readonly text: string },
): Edit['change'] {
  const last = map.items.at(-1);
  const entry = `${scalarText(key)}: ${flow(value)}`;
  const end = last === undefined ? undefined : endOf(last.value ?? last.key, text);
  return map.flow === true ? addedInFlow(map, entry, end) : addedInBlock(map, entry, { end, text });
}

function addedInFlow(map: YAMLMap, entry: string, end: number | undefined): Edit['change'] {
  const close = (map.range?.[1] ?? 1) - 1;
  return end === undefined ? [close, close, ` ${entry} `] : [end, end, `, ${entry}`];
}

function addedInBlock(
  map: YAMLMap,
  entry: string,
  { end, text }: { readonly end: number | undefined; readonly text: string },
): Edit['change'] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = text.indexOf('\n', end ?? text.length);
  // After the whole line, with what is remarked there.
  const at = line === -1 ? text.length : line + 1;
  const before = at > 0 && text[at - 1] !== '\n' ? newline : '';
  return [at, at, `${before}${' '.repeat(indentOf(map, text))}${entry}${newline}`];
}

function indentOf(map: YAMLMap, text: string): number {
  const first = (map.items[0]?.key as Node | undefined)?.range?.[0] ?? 0;
  return first - (text.lastIndexOf('\n', first - 1) + 1);
}

/** Where a value ends, without the line end that belongs to a block. */
function endOf(node: unknown, text: string): number {
  return spanOf(node as Node, text)[1];
}

function spanOf(node: Node, text: string): [number, number] {
  const [from = 0, to = 0] = node.range ?? [];
  if (isCollection(node) && node.flow !== true) {
    const lastItem = node.items.at(-1);
    const inner = isNode(lastItem)
      ? lastItem
      : (lastItem as { value?: Node | null } | undefined)?.value;
    if (inner !== undefined && inner !== null) return [from, endOf(inner, text)];
  }
  return [from, from + text.slice(from, to).trimEnd().length];
}

function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, step) => ({ [step]: inner }), value);
}

function changedAt(before: Json, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  const own: JsonObject = isObject(before) ? before : {};
  return { ...own, [step]: changedAt(own[String(step)] ?? null, rest, value) };
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function hasAnchor({ anchor }: { readonly anchor?: string | undefined }): boolean {
  return anchor !== undefined;
}

function isNothing(node: unknown): boolean {
  return node === null || (isScalar(node) && isEmpty(node));
}

function isEmpty({ source, value }: { source?: string; value: unknown }): boolean {
  return value === null && (source === undefined || source === '');
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}

/** A value on one line, as the docs write it: `{ model: mlp, layers: [64, 32] }`. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(flow).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, own]) => `${scalarText(key)}: ${flow(own)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' ? scalarText(value) : JSON.stringify(value);
}

function scalarText(value: string): string {
  const isWord = /^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return /^[A-Za-z_][\w-]*$/.test(value) && !isWord ? value : JSON.stringify(value);
}
