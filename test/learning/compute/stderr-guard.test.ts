import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../../src/learning/compute/run-command.js';
import {
  compileGuard,
  hasGuard,
  withoutStderr,
} from '../../../src/learning/compute/stderr-guard.js';

const headers = [join(dirname(process.execPath), '../include/node'), '/usr/include/node'].find(
  (folder) => existsSync(join(folder, 'node_api.h')),
);
const signal = new AbortController().signal;
const compiler = await runCommand('g++', ['--version'], { signal });
const isAble = headers !== undefined && compiler.code === 0 && process.platform === 'linux';

test.skipIf(!isAble)(
  'what is written to descriptor 2 during the work goes nowhere, and after it arrives',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlx-guard-'));
    try {
      expect(hasGuard(folder)).toBe(false);
      await compileGuard(folder, headers ?? '', { signal });
      expect(hasGuard(folder)).toBe(true);
      const script = join(folder, 'talk.cjs');
      const guard = JSON.stringify(join(folder, 'lib', 'napi-v8', 'stderr_guard.node'));
      await writeFile(
        script,
        `const { writeSync } = require('node:fs');
       const guard = require(${guard});
       writeSync(2, 'before '); guard.silence(); guard.silence(); writeSync(2, 'during '); guard.restore();
       guard.restore(); writeSync(2, 'after'); process.stderr.write(' and on');`,
      );
      const { code, stderr } = await runCommand(process.execPath, [script], { signal });
      expect(stderr).toBe('before after and on');
      expect(code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test('a copy without a guard does its work all the same', () => {
  expect(withoutStderr('/nowhere', () => 7)).toBe(7);
});
