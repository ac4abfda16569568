import { readFile } from 'node:fs/promises';
import type { FittedFeatures } from '../data/features/fitted-features.js';
import { termsBy } from '../data/features/steps/parts/terms.js';
import type { TermParams } from '../data/features/steps/parts/text-params.js';
import type { Database } from '../data/tables/database.js';
import { identifier } from '../data/tables/sql.js';
import type { HeldTable } from './held-tables.js';

/** The words that a model knows of a column of texts, and how texts become words. */
interface ColumnVocabulary {
  readonly column: string;
  readonly terms: readonly string[];
  readonly by: TermParams;
}

/**
 * The files of fitted features among some whose vocabulary holds a word that in these tables only the person has written. A whole
 * text of theirs stands in none, so that looking for it would not find them.
 */
export async function vocabulariesOf(
  files: readonly string[],
  tables: readonly HeldTable[],
  database: Database,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => /[\\/]features\.json$/.test(name))) {
    for (const vocabulary of await vocabulariesIn(file)) {
      const texts = tables.filter(({ columns }) => columns.some(isTexts(vocabulary.column)));
      if (texts.length === 0 || found.includes(file)) continue;
      if (await onlyTheirs(vocabulary, texts, database)) found.push(file);
    }
  }
  return found;
}

function isTexts(column: string): (each: HeldTable['columns'][number]) => boolean {
  return ({ name, type }) => name === column && type === 'VARCHAR';
}

async function vocabulariesIn(file: string): Promise<readonly ColumnVocabulary[]> {
  const text = await readFile(file, 'utf8');
  const { columns = [] } = JSON.parse(text) as Partial<FittedFeatures>;
  return columns.flatMap(({ name, encode = [] }) =>
    encode.flatMap(({ state }) => {
      const { terms, by } = state as Partial<ColumnVocabulary>;
      return Array.isArray(terms) && by !== undefined ? [{ column: name, terms, by }] : [];
    }),
  );
}

/** Whether the person wrote a word of the vocabulary that nobody else did. */
async function onlyTheirs(
  { column, terms, by }: ColumnVocabulary,
  tables: readonly HeldTable[],
  database: Database,
): Promise<boolean> {
  const [termsOf, known] = [termsBy(by), new Set(terms)];
  const texts = async function* (whose: 'theirs' | 'others'): AsyncGenerator<string> {
    for (const { relation, isTheirs } of tables) {
      const condition = whose === 'theirs' ? isTheirs : `NOT ${isTheirs}`;
      const query = `SELECT ${identifier(column)} FROM ${relation} WHERE ${condition} AND ${identifier(column)} IS NOT NULL`;
      for await (const chunk of database.stream(query)) {
        const cells = chunk.getColumnVector(0);
        for (let row = 0; row < chunk.rowCount; row++) yield cells.getItem(row) as string;
      }
    }
  };
  const left = new Set<string>();
  for await (const text of texts('theirs')) {
    for (const term of termsOf(text)) if (known.has(term)) left.add(term);
  }
  if (left.size === 0) return false;
  for await (const text of texts('others')) {
    for (const term of termsOf(text)) left.delete(term);
    if (left.size === 0) return false;
  }
  return true;
}
