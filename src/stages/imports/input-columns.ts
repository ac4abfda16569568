import type { Column, ColumnType } from '../../contracts/table.js';
import { MlxError, nearestWord, type Problem } from '../../errors/index.js';
import type { TensorFacts } from '../../learning/imports/imported-model.js';

const numbers: readonly ColumnType[] = ['number', 'integer', 'boolean', 'timestamp'];
const texts: readonly ColumnType[] = ['category', 'text'];

/** Why a column cannot go into an input; undefined when it can. */
export function columnProblem(
  { name: input, type }: Pick<TensorFacts, 'name' | 'type'>,
  {
    wanted,
    column,
    columns,
  }: {
    readonly wanted: string;
    readonly column: Column | undefined;
    readonly columns: readonly Column[];
  },
): Problem | undefined {
  if (column === undefined) {
    const names = columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
    const nearest = nearestWord(wanted, names);
    const hint =
      nearest === undefined ? `The table has: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`;
    return problem(`input \`${input}\` reads \`${wanted}\`, which is no column of the table`, [
      hint,
    ]);
  }
  if (column.role !== 'feature') {
    return problem(`input \`${input}\` reads \`${wanted}\`, whose role is \`${column.role}\``, [
      `Read another column, or give it the role: \`ingest: { columns: { ${wanted}: { role: feature } } }\``,
    ]);
  }
  const able = type === 'string' ? texts : numbers;
  if (able.includes(column.type)) return undefined;
  const hint =
    type === 'string'
      ? `Say that it is a name: \`ingest: { columns: { ${wanted}: category } }\``
      : column.type === 'image'
        ? 'An image goes into an input of its own, of height × width × channels'
        : `Turn it into numbers: \`ingest.columns.${wanted}.map\`, or let the model read texts`;
  return problem(
    `input \`${input}\` wants ${type === 'string' ? 'texts' : `numbers (${type})`}, and \`${wanted}\` is ${column.type}`,
    [hint],
  );
}

type Size = readonly [number, number, number];

/** How an input wants the pixels of an image, or why mlx cannot tell. */
export function pixelsOf({
  name,
  type,
  dims,
}: TensorFacts):
  | { readonly size: Size; readonly turned?: Size }
  | { readonly problem: [string, readonly string[]] } {
  const isNumber = type === 'float' || type === 'double';
  const size = isNumber && dims?.length === 4 ? wholeSize(dims.slice(1)) : undefined;
  if (size === undefined) {
    const why = `input \`${name}\` reads an image, and does not say its height, width and channels`;
    return {
      problem: [why, ['Export the model with a fixed size: rows × height × width × channels']],
    };
  }
  const [first, second, third] = size;
  if (isColours(third)) return { size };
  if (isColours(first)) return { size: [second, third, first], turned: [second, third, first] };
  return { problem: [`input \`${name}\` wants ${third} channels, and images have 1 or 3`, []] };
}

function wholeSize(lengths: readonly (number | null)[]): Size | undefined {
  const [first = null, second = null, third = null] = lengths;
  return first === null || second === null || third === null ? undefined : [first, second, third];
}

function isColours(channels: number): boolean {
  return channels === 1 || channels === 3;
}

/** Something that stands against a model's inputs, and what to do. */
export function problem(message: string, hints: readonly string[]): Problem {
  return { code: 'import/inputs', message, hints };
}

/** All that stands against them, at the file of the model. */
export function unfit(
  path: string,
  what: 'features' | 'inputs',
  problems: readonly Problem[],
): MlxError {
  return new MlxError('import/inputs', `The ${what} of \`${path}\` do not fit the table`, {
    problems,
    place: { file: path },
  });
}
