import { expect, test } from 'vitest';
import { runCommand } from '../../../src/learning/compute/run-command.js';

const node = (script: string, options = {}) =>
  runCommand(process.execPath, ['-e', script], options);

test('gives the exit code and what was printed', async () => {
  const script = "console.log('out'); console.error('err'); process.exitCode = 3";
  expect(await node(script)).toEqual({ code: 3, missing: false, stdout: 'out\n', stderr: 'err\n' });
});

test('says that a program is not there', async () => {
  expect(await runCommand('mlx-has-no-such-program', [])).toMatchObject({ missing: true });
});

test('kills a command that takes too long, and what it started', async () => {
  const script = "require('node:child_process').spawnSync('sleep', ['60'])";
  const started = performance.now();
  expect(await node(script, { seconds: 0.5 })).toMatchObject({ code: undefined, missing: false });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('rejects with the reason of an abort', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('enough')), 100);
  await expect(node('setTimeout(() => {}, 60000)', { signal: stop.signal })).rejects.toThrow(
    'enough',
  );
});
