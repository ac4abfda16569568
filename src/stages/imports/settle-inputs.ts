import type { GivenColumn } from '../../contracts/matrix.js';
import type { Column } from '../../contracts/table.js';
import { nearestWord, type Problem } from '../../errors/index.js';
import type { Feed, TensorFacts } from '../../learning/imports/imported-model.js';
import type { ForeignModel, ImportParams } from './foreign-model.js';
import { columnProblem, pixelsOf, problem, unfit } from './input-columns.js';

/** An input and where its values come from. */
interface WishedFeed extends Omit<Feed, 'parts'> {
  /** How many columns of the table it reads; `features` for the matrix of the project's features. */
  readonly reads: number | 'features';
}

/** What a model reads. */
export interface SettledInputs {
  readonly feeds: readonly WishedFeed[];
  /** Columns of the table in the order of the feeds; undefined when it reads features. */
  readonly given?: readonly GivenColumn[];
  /** Rows of each call, where the model wants a certain number. */
  readonly batch: number | null;
}

/** What stands for the matrix of the project's features, in `inputs`. */
const features = 'features';

/**
 * Finds for each input of a model the columns it reads: of its own name, or as `inputs` says. Throws `import/inputs` with all that does
 * not fit: names, types, widths.
 */
export function settleInputs(
  { path, inputs }: Pick<ForeignModel, 'path' | 'inputs'>,
  wishes: ImportParams['inputs'],
  columns: readonly Column[],
): SettledInputs {
  const problems: Problem[] = unknownWishes(inputs, wishes);
  const settled = inputs.map((input) => settleInput(input, wishes?.[input.name], columns));
  problems.push(...settled.flatMap((each) => each.problems));
  const feeds = settled.flatMap(({ feed }) => (feed === undefined ? [] : [feed]));
  const wholeMatrices = feeds.filter(({ reads }) => reads === features);
  if (wholeMatrices.length > 0 && feeds.length > 1) {
    problems.push(problem('`features` go into a model of one input, and this one has several', []));
  }
  if (problems.length > 0) throw unfit(path, 'inputs', problems);
  const batches = new Set(inputs.map(({ dims }) => dims?.[0] ?? null));
  const [batch = null] = batches;
  return {
    ...{ feeds, batch },
    ...(wholeMatrices.length === 0 && { given: settled.flatMap(({ given }) => given) }),
  };
}

interface Settled {
  readonly feed?: WishedFeed;
  readonly given: readonly GivenColumn[];
  readonly problems: readonly Problem[];
}

function settleInput(
  input: TensorFacts,
  wish: string | readonly string[] | undefined,
  columns: readonly Column[],
): Settled {
  if (input.type === 'other') {
    return failed(problem(`input ${told(input)} is of a kind of value that mlx does not give`, []));
  }
  const names = wish ?? nameOf(input, columns);
  if (names === undefined) return failed(unread(input, columns));
  return settleKnown({ ...input, type: input.type }, names, columns);
}

function settleKnown(
  known: KnownInput,
  names: string | readonly string[],
  columns: readonly Column[],
): Settled {
  if (names === features && !columns.some(({ name }) => name === features)) {
    return ofFeatures(known);
  }
  const list = typeof names === 'string' ? [names] : names;
  const [first = ''] = list;
  const isImage = columns.find(({ name }) => name === first)?.type === 'image';
  return isImage && list.length === 1 ? ofImage(known, first) : ofColumns(known, list, columns);
}

/** An input of a kind that mlx gives. */
type KnownInput = TensorFacts & Pick<Feed, 'type'>;

function failed(...problems: readonly Problem[]): Settled {
  return { given: [], problems };
}

function ofFeatures(input: KnownInput): Settled {
  const { name, type } = input;
  if (type !== 'float' && type !== 'double') {
    return failed(problem(`input ${told(input)} cannot read \`features\`, which are floats`, []));
  }
  const dims = restOf(input).map((length) => length ?? 0);
  return { feed: { name, type, dims, reads: features }, given: [], problems: [] };
}

function ofImage(input: KnownInput, column: string): Settled {
  const { name, type } = input;
  const pixels = pixelsOf(input);
  if ('problem' in pixels) return failed(problem(...pixels.problem));
  const { size, turned } = pixels;
  const dims = restOf(input).map(Number);
  return {
    feed: { name, type, dims, reads: 1, ...(turned && { turned }) },
    given: [{ name: column, as: 'image', size, why: `input \`${name}\`` }],
    problems: [],
  };
}

function ofColumns(
  input: KnownInput,
  list: readonly string[],
  columns: readonly Column[],
): Settled {
  const { name, type } = input;
  const rest = restOf(input);
  const problems = list.flatMap((wanted) => {
    const column = columns.find((each) => each.name === wanted);
    return columnProblem(input, { wanted, column, columns }) ?? [];
  });
  const width = widthOf(rest, list.length);
  if (width !== list.length) {
    const columnsGiven = list.length === 1 ? 'one column is' : `${list.length} columns are`;
    problems.push(
      problem(
        `input ${told(input)} wants ${width} values a row, and ${columnsGiven} given`,
        linesFor(input, columns),
      ),
    );
  }
  const as = type === 'string' ? 'letters' : 'exact';
  return {
    feed: { name, type, dims: rest.map((length) => length ?? width), reads: list.length },
    given: list.map((each) => ({ name: each, as, why: `input \`${name}\`` })),
    problems,
  };
}

/** The lengths after that of the rows. */
function restOf({ dims }: TensorFacts): readonly (number | null)[] {
  return dims?.slice(1) ?? [null];
}

/** The lines that may be what the project has to say. */
function linesFor(input: TensorFacts, columns: readonly Column[]): readonly string[] {
  const { name } = input;
  const list = namesLike(input, columns).join(', ');
  return [
    `Name its columns in the order the model was made for: \`inputs: { ${name}: [${list}] }\``,
    `Or, where the features of the project are what it reads: \`inputs: { ${name}: features }\``,
  ];
}

/** The column of the same name, or the features when the input is called so. */
function nameOf({ name }: TensorFacts, columns: readonly Column[]): string | undefined {
  return columns.some((column) => column.name === name) || name === features ? name : undefined;
}

function widthOf(rest: readonly (number | null)[], given: number): number {
  const known = rest.reduce<number>((product, length) => product * (length ?? 1), 1);
  const open = rest.filter((length) => length === null).length;
  return open === 1 && given % known === 0 ? given : known;
}

function unread(input: TensorFacts, columns: readonly Column[]): Problem {
  const { name } = input;
  const nearest = nearestWord(
    name,
    columns.map((column) => column.name),
  );
  return problem(`input ${told(input)} has no column of its name`, [
    ...(nearest === undefined
      ? []
      : [`Is it \`${nearest}\`? Then: \`inputs: { ${name}: ${nearest} }\``]),
    ...linesFor(input, columns),
  ]);
}

function namesLike({ type }: TensorFacts, columns: readonly Column[]): readonly string[] {
  const isText = (column: Column): boolean => column.type === 'category' || column.type === 'text';
  return columns
    .filter((column) => column.role === 'feature' && isText(column) === (type === 'string'))
    .map((column) => column.name);
}

function unknownWishes(
  inputs: readonly TensorFacts[],
  wishes: ImportParams['inputs'] = {},
): Problem[] {
  const names = inputs.map(({ name }) => name);
  return Object.keys(wishes)
    .filter((wish) => !names.includes(wish))
    .map((wish) => {
      const nearest = nearestWord(wish, names);
      return problem(`the model has no input \`${wish}\``, [
        nearest === undefined ? `It has: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
      ]);
    });
}

/** An input in words: name, kind and shape. */
function told({ name, type, dims }: TensorFacts): string {
  const shape = dims?.map((length, at) => length ?? (at === 0 ? 'rows' : '?')).join(' × ');
  return `\`${name}\` (${type}${shape === undefined ? '' : `, ${shape}`})`;
}
