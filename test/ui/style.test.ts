import { expect, test } from 'vitest';
import { colourWanted, styler } from '../../src/ui/style.js';
import { unicodeWanted } from '../../src/ui/symbols.js';

test.each([
  { what: 'a terminal', env: {}, isTTY: true, wanted: true },
  { what: 'a pipe', env: {}, isTTY: false, wanted: false },
  { what: 'a dumb terminal', env: { TERM: 'dumb' }, isTTY: true, wanted: false },
  { what: 'NO_COLOR', env: { NO_COLOR: '1' }, isTTY: true, wanted: false },
  { what: 'an empty NO_COLOR', env: { NO_COLOR: '' }, isTTY: true, wanted: true },
  { what: 'FORCE_COLOR on a pipe', env: { FORCE_COLOR: '1' }, isTTY: false, wanted: true },
  { what: 'FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, isTTY: true, wanted: false },
  { what: 'NO_COLOR first', env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true, wanted: false },
  { what: 'a flag', env: { NO_COLOR: '1' }, isTTY: false, flag: true, wanted: true },
])('$what decides about colour', ({ env, isTTY, flag, wanted }) => {
  expect(colourWanted(env, isTTY, flag)).toBe(wanted);
});

test('a style that is off leaves text alone', () => {
  expect(styler(false).red('x')).toBe('x');
  expect(styler(true).red('x')).toBe('\u001B[31mx\u001B[39m');
});

test('signs fall back to ASCII where the locale or the terminal is poor', () => {
  expect(unicodeWanted({ LANG: 'de_DE.UTF-8', TERM: 'xterm' })).toBe(true);
  expect(unicodeWanted({ LANG: 'C', TERM: 'xterm' })).toBe(false);
  expect(unicodeWanted({ LC_ALL: 'C', LANG: 'en_US.UTF-8' })).toBe(false);
  expect(unicodeWanted({ LANG: 'en_US.UTF-8', TERM: 'linux' })).toBe(false);
  expect(unicodeWanted({ WT_SESSION: '1' })).toBe(true);
});
