import { expect, test } from 'vitest';
import { strings } from './column-stats.js';
import { fit, rowsOf } from './fitting.js';

const texts = strings('Free £100 now!', 'free entry now', 'Are you free? now?', 'rare words', null);
const column = { c: ['text', texts] } as const;

test('words and marks are ids in reading order; what is hardly known shares one', async () => {
  const fitted = await fit(column, { c: { max_length: 5 } }, 'sequences');
  const [words] = fitted.columns.flatMap(({ encode = [] }) =>
    encode.map(({ state }) => state['words']),
  );
  expect(words).toEqual(['free', 'now']);
  expect(fitted.blocks).toEqual([{ name: 'c', kind: 'tokens', levels: 4, start: 0, width: 5 }]);
  expect(fitted.outputs).toEqual(['c[0]', 'c[1]', 'c[2]', 'c[3]', 'c[4]']);
  const later = strings('NOW free', 'free £5 now ! free free', '', '   ', 'wholly unseen', null);
  expect(rowsOf(fitted, { c: later })).toEqual([
    [3, 2, 0, 0, 0],
    [2, 1, 1, 3, 1],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [1, 1, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
});

test('the length is that of all but the longest training texts, unless it is said', async () => {
  const many = strings(...Array.from({ length: 99 }, () => 'one two three'), 'a '.repeat(500));
  expect((await fit({ c: ['text', many] }, {}, 'sequences')).width).toBe(3);
  const long = strings(...Array.from({ length: 10 }, () => 'a '.repeat(500)));
  expect((await fit({ c: ['text', long] }, {}, 'sequences')).width).toBe(256);
  expect((await fit({ c: ['text', long] }, { c: { max_length: 400 } }, 'sequences')).width).toBe(
    400,
  );
});

test('case counts where it is said to', async () => {
  const fitted = await fit(column, { c: { lower: false, min_texts: 1 } }, 'sequences');
  const [first, second] = rowsOf(fitted, { c: strings('Free', 'free') });
  expect(first?.[0]).not.toBe(second?.[0]);
});

test('other families still read counts of words', async () => {
  const fitted = await fit(column, {}, 'scaled');
  expect(fitted.blocks).toBeUndefined();
});
