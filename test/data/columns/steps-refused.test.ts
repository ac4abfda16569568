import { describe, expect, it } from 'vitest';
import { failure } from './stepping.js';

describe('a step whose function says', () => {
  it.each([
    ['return undefined;', '`step` returned undefined, not a batch'],
    ['return { columns, keeps: [] };', '`step` returned a batch with `keeps`, which no batch has'],
    ['return {};', '`step` returned a batch whose `columns` is undefined'],
    ['return { columns: {} };', '`step` returned no column at all'],
    ['return { columns: { x: 1 } };', '`step` returned a number as `x`, not a list'],
    ['return { columns: { x: [1] } };', '`step` returned 1 values of `x` for 3 rows'],
    ['return { columns, keep: [true] };', '`step` returned 1 values as `keep` for 3 rows'],
    [
      'return { columns, keep: [1, 0, "x"] };',
      '`step` returned a string in `keep` (the row read from sales.csv:4)',
    ],
    [
      'return { columns: { x: [1, "a", 2] } };',
      '`x` is text, and the values before are of type integer (the row read from sales.csv:3)',
    ],
    [
      'return { columns: { net: ["1", 2, 3] } };',
      '`net` is text, and the column is of type number (the row read from sales.csv:2)',
    ],
    [
      'return { columns: { big: [0.5, 2, 3] } };',
      '`big` is a number with a fraction, and the column is of type integer (the row read from sales.csv:2)',
    ],
    [
      'return { columns: { x: [1 / 0, 2, 3] } };',
      '`x` is an infinite number (the row read from sales.csv:2)',
    ],
    ['return { columns: { x: [{}, 2, 3] } };', '`x` is an object (the row read from sales.csv:2)'],
    [
      'return { columns: { X: [1, 2, 3], x: [1, 2, 3] } };',
      '`step` returned both `X` and `x`, which differ in case only',
    ],
    [
      'return { columns: { __row: [1, 2, 3] } };',
      '`step` returned a column named `__row`, which no column can be called',
    ],
  ])('%s is refused', async (body, message) => {
    expect(
      await failure(`// first\nexport function step({ columns }: any): any { ${body} }`),
    ).toMatchObject({
      code: 'data/user-code',
      exitCode: 4,
      message: `\`clean.ts\`, line 2: ${message}`,
      place: { file: 'clean.ts', line: 2 },
    });
  });
});
