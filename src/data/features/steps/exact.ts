import { type NumberEncoder, storableOrMissing } from './step.js';

type State = Readonly<Record<string, never>>;

/**
 * A number in two parts, which together are as exact as a double of 48 bits: what float32 says of it, and the rest. For models
 * made elsewhere, which read the number itself. A missing one is NaN.
 */
export const exact: NumberEncoder<State> = {
  name: 'exact',
  slot: 'encode',
  reads: 'number',
  summary: 'the number itself in two parts, for models made elsewhere that read doubles',
  forImports: true,
  accepts: ['number', 'integer', 'boolean', 'timestamp'],
  params: {},
  fit: () => Promise.resolve({}),
  outputs: (column) => [column, `${column}=(rest)`],
  block: () => ({ kind: 'exact' }),

  writer() {
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = storableOrMissing(values[row] as number);
        const first = cell + row * stride;
        target[first] = value;
        target[first + 1] = value === value ? value - target[first] : 0;
      }
    };
  },
};
