import { literal } from '../../tables/sql.js';
import type { Source, SourcePart } from '../source.js';

/** The same source, with a column for the file of each row where `file_column` asks for one. */
export function namingFiles(source: Source): Source {
  if (!('file_column' in source.params)) return source;
  return {
    ...source,
    async *open(values, world) {
      const { file_column: name } = values as { readonly file_column?: string };
      for await (const part of source.open(values, world)) {
        yield name === undefined ? part : named(part, name);
      }
    },
  };
}

function named(part: SourcePart, name: string): SourcePart {
  const file = {
    name,
    storage: 'VARCHAR',
    value: literal(part.origin),
    sniffed: 'VARCHAR',
  } as const;
  const repaired = part.repaired?.bind(part);
  return {
    ...part,
    columns: [...part.columns, file],
    ...(repaired === undefined ? {} : { repaired: async () => named(await repaired(), name) }),
  };
}
