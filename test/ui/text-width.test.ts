import { expect, test } from 'vitest';
import {
  displayWidth,
  flowText,
  padColumns,
  printable,
  truncateStart,
  truncateText,
  wrapWords,
} from '../../src/ui/text-width.js';

test.each([
  ['plain', 5],
  ['été', 3],
  ['e\u0301', 1],
  ['数据', 4],
  ['👩‍🔬', 2],
  ['\u001B[31mred\u001B[39m', 3],
  ['', 0],
])('%s takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a cut never exceeds the width, even within a wide letter', () => {
  expect(truncateText('数据数据', 6)).toBe('数据…');
  expect(displayWidth(truncateText('数据数据', 4))).toBeLessThanOrEqual(4);
  expect(truncateText('short', 10)).toBe('short');
  expect(truncateText('long text', 2, '...')).toBe('..');
});

test('padding counts columns, not letters', () => {
  expect(padColumns('数', 4)).toBe('数  ');
  expect(padColumns('7', 3, 'right')).toBe('  7');
});

test('control characters cannot steer the terminal', () => {
  expect(printable('a\u001B[2Jb\r\tc\u202Ed')).toBe('a�[2Jb�\tc�d');
});

test('a path that is too long keeps its end', () => {
  expect(truncateStart('data/2024/sales.csv', 10)).toBe('…sales.csv');
  expect(truncateStart('数据数据', 6)).toBe('…数据');
  expect(truncateStart('short', 5)).toBe('short');
  expect(truncateStart('anything', 1)).toBe('');
});

test('a line breaks between words, and a double space stays', () => {
  expect(wrapWords('one two  three', 8)).toEqual(['one two ', 'three']);
  expect(wrapWords('a-very-long-word is cut nowhere', 8)).toEqual([
    'a-very-long-word',
    'is cut',
    'nowhere',
  ]);
  expect(wrapWords('short', 8)).toEqual(['short']);
  expect(wrapWords('', 8)).toEqual(['']);
  expect(wrapWords('one two three', 8, 4)).toEqual(['one', 'two', 'three']);
});

test('a text flows into the columns that are there', () => {
  expect(flowText('one two three four five six seven\nshort', 20)).toBe(
    'one two three four\n  five six seven\nshort',
  );
  expect(flowText('one two three', undefined)).toBe('one two three');
});

test('what stands between backticks is not broken where a line has room for it', () => {
  expect(wrapWords('Run `mlx runs list` now, and `mlx runs show latest` then', 16)).toEqual([
    'Run',
    '`mlx runs list`',
    'now, and `mlx',
    'runs show',
    'latest` then',
  ]);
  expect(wrapWords('a lone ` is no beginning', 12)).toEqual(['a lone ` is', 'no beginning']);
});
