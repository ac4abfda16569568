// Assembles scripts/*-kernel.as into the sources as base64. AssemblyScript is no dependency:
//   npm install --no-save assemblyscript@0.28 && node scripts/build-kernels.mjs
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const asc = process.argv[2] ?? here('../node_modules/.bin/asc');
const kernels = {
  'tree-kernel': '../src/learning/models/trees/kernel-bytes.ts',
  'network-kernel': '../src/learning/compute/kernel/kernel-bytes.ts',
};
const flags =
  '-O3 --runtime stub --noAssert --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 ' +
  '--enable simd --enable threads -o kernel.wasm';
for (const [name, into] of Object.entries(kernels)) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    copyFileSync(here(`${name}.as`), join(folder, 'kernel.ts'));
    const { status } = spawnSync(asc, ['kernel.ts', ...flags.split(' ')], {
      cwd: folder,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
    const lines = readFileSync(join(folder, 'kernel.wasm'))
      .toString('base64')
      .match(/.{1,96}/g);
    const text =
      `/** WebAssembly of scripts/${name}.as, in base64; made by scripts/build-kernels.mjs. */\n` +
      `export const kernelBytes =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`;
    writeFileSync(here(into), text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
