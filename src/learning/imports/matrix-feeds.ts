import type { Matrix } from '../../contracts/matrix.js';
import { MlxError } from '../../errors/index.js';
import type { FedTensor } from './foreign-messages.js';
import type { Feed, FeedPart } from './imported-model.js';

/**
 * The inputs of a model for rows of a matrix, from `first` on; beyond the last row the last is repeated. Throws `import/inputs` for a missing
 * value where the input has nothing that says so.
 */
export function feedsFor(
  feeds: readonly Feed[],
  matrix: Matrix,
  { first, count }: { readonly first: number; readonly count: number },
): readonly FedTensor[] {
  const rowAt = (at: number): number => Math.min(first + at, matrix.rows - 1);
  return feeds.map((feed): FedTensor => {
    const { name, type, dims } = feed;
    const shape = [count, ...dims];
    if (type === 'string') {
      const values: string[] = [];
      for (let at = 0; at < count; at++) {
        for (const part of feed.parts) values.push(textAt(matrix, rowAt(at), part));
      }
      return { name, type, dims: shape, values };
    }
    const width = dims.reduce((product, length) => product * length, 1);
    const values = new Float64Array(count * width);
    for (let at = 0; at < count; at++) {
      let to = at * width;
      for (const part of feed.parts) to = addNumbers(matrix, rowAt(at), { part, values, to });
    }
    if (type !== 'float' && type !== 'double') refuseMissing(feed, values, width);
    const { turned } = feed;
    return { name, type, dims: shape, values: turned ? channelsFirst(values, turned) : values };
  });
}

function addNumbers(
  { columns, values: cells }: Matrix,
  row: number,
  {
    part: { kind, start, width },
    values,
    to,
  }: { readonly part: FeedPart; readonly values: Float64Array; readonly to: number },
): number {
  const from = row * columns.length + start;
  if (kind === 'exact') {
    values[to] = (cells[from] as number) + (cells[from + 1] as number);
    return to + 1;
  }
  values.set(cells.subarray(from, from + width), to);
  return to + width;
}

const utf8 = new TextDecoder();

/** The text that the feature step `letters` wrote; a missing one is empty. */
function textAt({ columns, values }: Matrix, row: number, { start }: FeedPart): string {
  const from = row * columns.length + start;
  const length = values[from] as number;
  if (!(length > 0)) return '';
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const three = values[from + 1 + Math.floor(at / 3)] as number;
    bytes[at] = (three >> (8 * (at % 3))) & 255;
  }
  return utf8.decode(bytes);
}

function refuseMissing({ name, type, parts }: Feed, values: Float64Array, width: number): void {
  const at = values.findIndex((value) => Number.isNaN(value));
  if (at < 0) return;
  const column = parts[at % width]?.column ?? parts[0]?.column ?? name;
  throw new MlxError(
    'import/inputs',
    `The model's input \`${name}\` is of ${type}, which has no missing value, and \`${column}\` is missing`,
    {
      hints: [
        `Say what stands for it: \`features: { ${column}: { impute: median } }\``,
        'Or export the model with an input of `double`',
      ],
    },
  );
}

/** Pixels from height × width × channels to channels × height × width. */
function channelsFirst(
  values: Float64Array,
  [height, width, channels]: readonly [number, number, number],
): Float64Array {
  const places = height * width;
  const turned = new Float64Array(values.length);
  for (let first = 0; first < values.length; first += places * channels) {
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < channels; channel++) {
        turned[first + channel * places + place] = values[
          first + place * channels + channel
        ] as number;
      }
    }
  }
  return turned;
}
