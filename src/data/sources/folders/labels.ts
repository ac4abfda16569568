import { MlxError } from '../../../errors/index.js';
import { identifier } from '../../tables/sql.js';
import { openCsv } from '../csv/open-csv.js';
import { findFiles } from '../files/find-files.js';
import type { RowSpool } from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';

/** A relation of examples with their labels from a file, and what does not fit. */
export interface Labelled {
  readonly relation: string;
  readonly warnings: readonly string[];
}

/**
 * Joins the examples of a spool, whose first column is the file and whose second the label, with a CSV file that has
 * columns `file` and `label`. Throws `data/labels` when it has other columns, or labels a file twice in different ways.
 */
export async function withLabels(
  spool: RowSpool,
  { path, columns }: { readonly path: string; readonly columns: number },
  world: SourceWorld,
): Promise<Labelled> {
  const [found] = await findFiles(path, world.projectDir);
  if (found === undefined) throw noColumns(path);
  const pins = {
    encoding: 'auto',
    compression: 'auto',
    decimal_separator: '.',
    strict: false,
  } as const;
  const labels = labelsIn(path, await openCsv(found, pins, world));
  await refuseContradictions(path, labels, world);
  const examples = spool.relation(columns);
  const others = Array.from({ length: columns - 2 }, (_, at) => `, example.c${at + 2}`).join('');
  return {
    relation: `(SELECT example.line, example.c0, named.label AS c1${others} FROM ${examples} AS example
      LEFT JOIN (${labels}) AS named ON named.file = example.c0 ORDER BY CAST(example.line AS BIGINT))`,
    warnings: await misfits(path, { labels, examples, world }),
  };
}

/** Distinct pairs of file and label, in SQL. */
function labelsIn(path: string, part: SourcePart): string {
  const valueOf = (name: string): string => {
    const column = part.columns.find((each) => each.name.toLowerCase() === name);
    if (column === undefined) throw noColumns(path);
    return `trim(CAST(${column.value} AS VARCHAR))`;
  };
  const file = `regexp_replace(replace(${valueOf('file')}, '\\', '/'), '^\\./', '')`;
  return `SELECT DISTINCT ${file} AS file, ${valueOf('label')} AS label FROM ${part.relation}`;
}

async function refuseContradictions(
  path: string,
  labels: string,
  { database }: SourceWorld,
): Promise<void> {
  const [twice] = await database.rows<{ file: string; labels: readonly string[] }>(
    `SELECT file, list(label ORDER BY label) AS labels FROM (${labels})
     GROUP BY file HAVING count(*) > 1 ORDER BY file LIMIT 1`,
  );
  if (twice === undefined) return;
  throw new MlxError(
    'data/labels',
    `\`${path}\` labels \`${twice.file}\` as ${twice.labels.join(' and as ')}`,
    {
      hints: ['Keep one label for each file'],
      place: { file: path },
    },
  );
}

async function misfits(
  path: string,
  { labels, examples, world }: { labels: string; examples: string; world: SourceWorld },
): Promise<readonly string[]> {
  const count = async (what: string, join: string): Promise<string | undefined> => {
    const [found] = await world.database.rows<{ count: number; first: string | null }>(
      `SELECT count(*) AS count, min(${identifier(what)}) AS first FROM ${join}`,
    );
    if (found === undefined || found.count === 0) return undefined;
    return `${found.count === 1 ? 'file' : `${found.count} files, first`} \`${found.first ?? ''}\``;
  };
  const unlabelled = await count(
    'c0',
    `${examples} WHERE c0 NOT IN (SELECT file FROM (${labels}))`,
  );
  const absent = await count('file', `(${labels}) WHERE file NOT IN (SELECT c0 FROM ${examples})`);
  return [
    ...(unlabelled === undefined ? [] : [`\`${path}\` has no label for ${unlabelled}`]),
    ...(absent === undefined ? [] : [`\`${path}\` labels what is not in the folder: ${absent}`]),
  ];
}

function noColumns(path: string): MlxError {
  return new MlxError('data/labels', `\`${path}\` lacks the columns \`file\` and \`label\``, {
    hints: ['Begin it with the line `file,label`; paths are relative to the folder'],
    place: { file: path },
  });
}
