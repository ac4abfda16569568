import { MlxError } from '../../../errors/index.js';

/**
 * A query without comments before it and semicolon behind it. Throws when it does not begin as one that only reads; that
 * it does nothing else is for the database to enforce.
 */
export function readOnlyQuery(query: string): string {
  const text = query
    .replace(/^(\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)+/, '')
    .replace(/[\s;]+$/, '');
  if (/^(select|with|table|values)\b/i.test(text) || text.startsWith('(')) return text;
  const [word = 'nothing'] = /^\w+/.exec(text) ?? [];
  throw new MlxError(
    'source/not-read-only',
    `A query that begins with \`${word}\` does not only read`,
    {
      hints: ['Begin `query` with SELECT, WITH, TABLE or VALUES'],
    },
  );
}
