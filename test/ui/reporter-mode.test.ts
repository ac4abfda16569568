import { expect, test } from 'vitest';
import { reporterMode } from '../../src/ui/open-reporter.js';

const terminal = {
  progress: 'auto',
  isTTY: true,
  env: { TERM: 'xterm' },
  severalStages: true,
} as const;

test.each([
  ['a run on a terminal is a tree', {}, 'ink'],
  ['a single stage on a terminal is a bar', { severalStages: false }, 'bar'],
  ['a pipe is plain', { isTTY: false }, 'plain'],
  ['CI is plain even on a terminal', { env: { CI: 'true' } }, 'plain'],
  ['CI=false is no CI', { env: { CI: 'false' } }, 'ink'],
  ['GitHub Actions is plain', { env: { GITHUB_ACTIONS: 'true' } }, 'plain'],
  ['a dumb terminal is plain', { env: { TERM: 'dumb' } }, 'plain'],
  ['a wish wins', { progress: 'json' }, 'json'],
  ['--progress tty wins over CI', { progress: 'tty', env: { CI: '1' } }, 'ink'],
] as const)('%s', (_, change, mode) => {
  expect(reporterMode({ ...terminal, ...change })).toBe(mode);
});
