import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit } from 'yaml';
import type { Problem } from '../errors/index.js';

/** What the parser says of a text. */
interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** Something wrong with a YAML text, at an offset in it. */
export interface YamlProblem extends Omit<Problem, 'place'> {
  readonly offset: number;
}

/** What keeps a document from being settings: its syntax, or else its anchors, merges and keys. */
export function yamlProblems(document: Document, text: string): readonly YamlProblem[] {
  const { errors } = document;
  return errors.length > 0 ? syntaxProblems(errors, document, text) : structureProblems(document);
}

/** An error makes others after it, but for the two kinds that stand by themselves. */
function syntaxProblems(
  errors: readonly ParserError[],
  document: Document,
  text: string,
): readonly YamlProblem[] {
  const single = ({ code }: ParserError): boolean => independent.includes(code);
  const first = errors.findIndex((error) => !single(error));
  return errors
    .filter((error, index) => single(error) || index === first)
    .map((error) => worded(error, document, text));
}

const independent: readonly string[] = ['TAB_AS_INDENT', 'DUPLICATE_KEY'];

type Words = Pick<YamlProblem, 'message' | 'hints'> & { readonly offset?: number };

function worded(error: ParserError, document: Document, text: string): YamlProblem {
  const [offset] = error.pos;
  const words = unclosed(error, document, text) ??
    wordings[error.code]?.(text.slice(offset)) ?? {
      message: error.message,
      hints: ['Look here and in the line above for a missing quote, bracket, colon or blank'],
    };
  return { code: 'project/syntax', offset, ...words };
}

const wordings: Readonly<Record<string, (rest: string) => Words>> = {
  TAB_AS_INDENT: () => ({
    message: 'A tab cannot indent a line',
    hints: ['Indent with spaces, not tabs'],
  }),
  DUPLICATE_KEY: (rest) => ({
    message: `\`${firstWord(rest)}\` is written twice`,
    hints: ['Keep one of the two'],
  }),
  BAD_INDENT: () => ({
    message: 'A bracket above is not closed, or this line is not indented',
    hints: ['Close the bracket, or indent keys of one block by the same number of spaces'],
  }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    message: 'Another `key: value` begins inside this value',
    hints: [
      'Put the value in quotes when its colon is part of it',
      'Begin each key on a line of its own, indented as its neighbours are',
    ],
  }),
  MULTILINE_IMPLICIT_KEY: () => ({
    message: 'This is not of the form `key: value`',
    hints: ['Write a colon and a blank after the key'],
  }),
  MULTIPLE_DOCS: () => ({
    message: 'A second document begins here',
    hints: ['Remove the line `---`, and use `environments:` for variants of a project'],
  }),
  BAD_SCALAR_START: (rest) => ({
    message: `A value without quotes cannot begin with \`${rest.slice(0, 1)}\``,
    hints: ['Put the value in quotes'],
  }),
};

/** A quote that is not closed is found at the end of the file, but mended where it was opened. */
function unclosed(
  { code, message }: ParserError,
  document: Document,
  text: string,
): Words | undefined {
  const quote = code === 'MISSING_CHAR' ? /["'](?=quote)/.exec(message)?.[0] : undefined;
  if (quote === undefined) return undefined;
  let offset: number | undefined;
  visit(document, {
    Scalar(_key, { range }) {
      if (range && text[range[0]] === quote) offset = range[0];
    },
  });
  const words = {
    message: 'This quote is not closed',
    hints: [`Close the quote with \`${quote}\``],
  };
  return offset === undefined ? words : { ...words, offset };
}

function firstWord(text: string): string {
  return /^[^\s:]*/.exec(text)?.[0] ?? '';
}

/** What the parser lets pass and settings cannot be made of. */
function structureProblems(document: Document): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  const report = (node: unknown, message: string, hint: string): void => {
    const offset = (node as Node | null | undefined)?.range?.[0] ?? 0;
    problems.push({ code: 'project/syntax', offset, message, hints: [hint] });
  };
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const { source } = alias;
      report(
        alias,
        `There is no anchor \`${source}\` above this`,
        `Define the anchor with \`&${source}\` above its use`,
      );
    },
    Pair(_key, pair) {
      if (isMergeKey(pair.key)) {
        if (mergesMappings(pair, document)) return;
        report(pair.value, '`<<` merges mappings, and this is none', 'Name one: `<<: *anchor`');
      } else if (!isScalar(pair.key)) {
        report(
          pair.key,
          'A key must be a word or a text',
          'Write the key as text, in quotes if need be',
        );
      }
    },
  });
  return problems;
}

/** Whether a key is `<<`, which the parser keeps as a symbol. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** An alias without an anchor is complained of by itself. */
function mergesMappings({ value }: Pair, document: Document): boolean {
  const resolved = isAlias(value) ? (value.resolve(document) ?? 'unknown') : value;
  const sources: readonly unknown[] = isSeq(resolved) ? resolved.items : [resolved];
  return sources.every((source) => {
    const inner = isAlias(source) ? (source.resolve(document) ?? 'unknown') : source;
    return inner === 'unknown' || isMap(inner);
  });
}
