// Assembles scripts/*-kernel.as into TypeScript that holds their bytes. AssemblyScript is no dependency:
//   npm install --no-save assemblyscript@0.28 && node scripts/build-kernels.mjs
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kernels = [
  {
    source: 'tree-kernel.as',
    target: 'src/learning/models/trees/kernel-bytes.ts',
    flags: '--sharedMemory --initialMemory 1 --maximumMemory 65536 --enable threads',
  },
  {
    source: 'forest-kernel.as',
    target: 'src/learning/models/forests/kernel-bytes.ts',
    flags: '--sharedMemory --initialMemory 1 --maximumMemory 65536 --enable threads',
  },
  {
    source: 'network-kernel.as',
    target: 'src/learning/compute/kernel/kernel-bytes.ts',
    flags: '--sharedMemory --initialMemory 1 --maximumMemory 65536 --enable threads',
  },
  {
    source: 'convolution-kernel.as',
    target: 'src/learning/models/images/kernel-bytes.ts',
    flags: '',
  },
  {
    source: 'int8-kernel.as',
    target: 'src/learning/models/parts/int8-kernel-bytes.ts',
    flags: '',
  },
];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const asc = process.argv[2] ?? here('../node_modules/.bin/asc');
for (const { source, target, flags } of kernels) {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
  try {
    copyFileSync(here(source), join(folder, 'kernel.ts'));
    const common = '-O3 --runtime stub --noAssert --importMemory --enable simd -o kernel.wasm';
    const given = `${common} ${flags}`.trim().split(' ');
    const { status } = spawnSync(asc, ['kernel.ts', ...given], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
    const lines = readFileSync(join(folder, 'kernel.wasm'))
      .toString('base64')
      .match(/.{1,96}/g);
    const text =
      `/** WebAssembly of scripts/${source}, in base64; made by scripts/build-kernels.mjs. */\n` +
      `export const kernelBytes =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`;
    writeFileSync(here(`../${target}`), text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
