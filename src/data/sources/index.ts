import { extname } from 'node:path';
import { MlxError } from '../../errors/index.js';
import { Registry } from '../../registry.js';
import { arrow } from './arrow.js';
import { csv } from './csv.js';
import { custom } from './custom.js';
import { excel } from './excel.js';
import { namingFiles } from './files/naming-files.js';
import { fixedWidth } from './fixed-width.js';
import { http } from './http.js';
import { idx } from './idx.js';
import { imageFolder } from './image-folder.js';
import { json } from './json.js';
import { jsonl } from './jsonl.js';
import { mysql } from './mysql.js';
import { parquet } from './parquet.js';
import { postgres } from './postgres.js';
import { s3 } from './s3.js';
import type { Source } from './source.js';
import { sqlite } from './sqlite.js';

import { stdinIn } from './stdin.js';
import { textFolder } from './text-folder.js';
import { xml } from './xml.js';

const files = [arrow, csv, excel, fixedWidth, json, jsonl, parquet, xml].map(namingFiles);
/** What can be read once it has been fetched from elsewhere. */
const fetched = [...files, sqlite];

/** Every kind of place that rows can come from. */
export const sources = new Registry<Source>('source type', [
  ...fetched,
  postgres,
  mysql,
  s3(fetched),
  http(fetched),
  imageFolder,
  idx,
  textFolder,
  stdinIn(files),
  custom,
]);

/** The source that reads a file, by the ending of its name (`.gz` and `.zst` aside). */
export function sourceOfFile(path: string): Source {
  const ending = extname(path.replace(/\.(gz|zst)$/i, '')).toLowerCase();
  for (const source of sources) if (source.extensions.includes(ending)) return source;
  throw new MlxError('data/unknown-file-type', `\`${path}\` does not say what kind of file it is`, {
    hints: [`Name the source type: ${sources.names.join(', ')}`],
    place: { file: path },
  });
}
