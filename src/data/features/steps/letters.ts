import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { StringEncoder } from './step.js';

const params = {
  max_bytes: {
    type: 'integer',
    minimum: 3,
    maximum: 65_536,
    description:
      'Bytes of UTF-8 that are kept of a text; by default twice those of the longest training value, at least 48 and at most 4,096',
  },
} as const satisfies Params;

type State = { readonly bytes: number };

/** Three bytes are a whole number that float32 says exactly. */
const bytesOfCell = 3;

/**
 * A text letter by letter: its length in bytes, then its UTF-8, three bytes to a feature. For models made elsewhere, which read the
 * text itself. What is longer is cut between letters; a missing text has the length NaN.
 */
export const letters: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'letters',
  slot: 'encode',
  reads: 'string',
  summary: 'the text itself, for models made elsewhere that read texts',
  forImports: true,
  accepts: ['category', 'text'],
  params,

  async fit(column, { max_bytes }) {
    if (max_bytes !== undefined) return { bytes: max_bytes };
    let longest = 0;
    for await (const { vector } of column.read()) {
      for (const value of vector.values) {
        if (typeof value === 'string') longest = Math.max(longest, Buffer.byteLength(value));
      }
    }
    return { bytes: Math.min(4096, Math.max(48, 2 * longest)) };
  },

  outputs: (column, { bytes }) => [
    column,
    ...Array.from({ length: Math.ceil(bytes / bytesOfCell) }, (_, at) => `${column}[${at}]`),
  ],
  block: () => ({ kind: 'letters' }),

  writer({ bytes }, fill) {
    const width = 1 + Math.ceil(bytes / bytesOfCell);
    const utf8 = new TextEncoder();
    const buffer = new Uint8Array(bytes);
    return (values, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = values[from + row] ?? fill;
        const first = cell + row * stride;
        target.fill(0, first, first + width);
        if (value === null) {
          target[first] = NaN;
          continue;
        }
        const { written } = utf8.encodeInto(String(value), buffer);
        target[first] = written;
        for (let at = 0; at < written; at++) {
          const place = first + 1 + Math.floor(at / bytesOfCell);
          const byte = (buffer[at] as number) * 256 ** (at % bytesOfCell);
          target[place] = (target[place] as number) + byte;
        }
      }
    };
  },
};
