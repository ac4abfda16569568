import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installNative } from '../../../src/learning/compute/native-install.js';
import type { CommandResult } from '../../../src/learning/compute/run-command.js';

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'mlx-native-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

const fine: CommandResult = { code: 0, missing: false, stdout: '', stderr: '' };
const absent: CommandResult = { code: undefined, missing: true, stdout: '', stderr: '' };
const failing = (stderr: string): CommandResult => ({
  code: 1,
  missing: false,
  stdout: '',
  stderr,
});

/** A machine on which programs behave as told; Node, which tries the result, never finds one that works. */
function install(machine: Readonly<Record<string, CommandResult>>): Promise<unknown> {
  return installNative({
    cacheDir,
    emit: () => undefined,
    signal: new AbortController().signal,
    run: (command) => Promise.resolve(machine[command] ?? failing('Error: cannot load')),
  });
}

test('a missing npm is named, and nothing is left behind', async () => {
  await expect(install({ npm: absent })).rejects.toMatchObject({
    code: 'compute/tool-missing',
    hints: expect.arrayContaining(['Install it: `apt-get install npm`']) as string[],
  });
  expect(await readdir(cacheDir)).toEqual([]);
});

test('what npm said last is shown when it fails', async () => {
  const error = failing(['1', '2', '3', '4', '5', 'E404 not found'].join('\n'));
  await expect(install({ npm: error })).rejects.toMatchObject({
    code: 'compute/install-failed',
    message: 'Fetching @tensorflow/tfjs-node from npm failed:\n2\n3\n4\n5\nE404 not found',
  });
});

const wheelRoute = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!wheelRoute)('when the own installer does not work', () => {
  test('a missing compiler is named before anything is downloaded', async () => {
    await expect(install({ npm: fine, 'g++': absent })).rejects.toMatchObject({
      code: 'compute/tool-missing',
      message: '`g++` is needed to install the native backend, and is not there',
    });
  });

  test.each([
    ['Python', absent, 'apt-get install python3 python3-pip'],
    ['pip', failing('/usr/bin/python3: No module named pip'), 'apt-get install python3-pip'],
  ])('a missing %s is named', async (_, python3, command) => {
    await expect(install({ npm: fine, 'g++': fine, python3 })).rejects.toMatchObject({
      code: 'compute/tool-missing',
      hints: expect.arrayContaining([`Install it: \`${command}\``]) as string[],
    });
    expect(await readdir(cacheDir)).toEqual([]);
  });
});
