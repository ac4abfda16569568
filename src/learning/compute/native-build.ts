import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Emit } from '../../contracts/events.js';
import { MlxError } from '../../errors/index.js';
import { runTool, runToolWell, type ToolOptions } from './build-tools.js';
import { runCommand } from './run-command.js';
import { compileGuard, hasGuard } from './stderr-guard.js';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** All that the binding's two sources include, found by compiling them. */
const headers = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
];

/**
 * Completes a copy of tfjs-node with the libraries of the `tensorflow-cpu` Python wheel, which any pip index has and which
 * export the same C API, and compiles its binding against them. Linux on x64 only. Nothing of Python is needed afterwards.
 */
export async function buildFromWheel(
  packageFolder: string,
  options: ToolOptions & { readonly emit: Emit },
): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new MlxError(
      'compute/install-failed',
      `libtensorflow could not be downloaded, and can only be taken from elsewhere on linux x64, not ${process.platform} ${process.arch}`,
      {
        hints: [
          'Name a mirror in `TFJS_NODE_CDN_STORAGE` or `TFJS_NODE_BASE_URI`',
          'Use `backend: wasm`, which needs nothing native',
        ],
      },
    );
  }
  // Asked before 270 MB are downloaded in vain.
  await runTool('compiler', ['--version'], options);
  await runTool('python', ['-m', 'pip', '--version'], options);
  const scratch = await mkdtemp(join(packageFolder, 'scratch-'));
  try {
    const wheel = await downloadWheel(scratch, options);
    await extractLibraries(wheel, packageFolder, options);
    const includes = await nodeHeaders(scratch, options);
    await compileBinding(packageFolder, includes, options);
    await compileGuard(packageFolder, includes, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Gives a copy that was compiled here before there were guards its guard. Others need none. */
export async function completeGuard(packageFolder: string, options: ToolOptions): Promise<void> {
  const isOurs = existsSync(join(packageFolder, 'deps', 'lib', libraries[0] as string));
  if (!isOurs || hasGuard(packageFolder)) return;
  const scratch = await mkdtemp(join(packageFolder, 'scratch-'));
  try {
    await compileGuard(packageFolder, await nodeHeaders(scratch, options), options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function downloadWheel(scratch: string, options: ToolOptions): Promise<string> {
  const flags = ['--no-deps', '--retries', '0', '--disable-pip-version-check', '--quiet'];
  await runToolWell(
    'python',
    ['-m', 'pip', 'download', ...flags, '-d', scratch, 'tensorflow-cpu'],
    {
      ...options,
      purpose: 'Downloading `tensorflow-cpu` with pip',
    },
  );
  const wheel = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (wheel !== undefined) return join(scratch, wheel);
  throw new MlxError(
    'compute/install-failed',
    'pip has no wheel of `tensorflow-cpu` for this Python',
    {
      hints: ['Use another version of Python, or `backend: wasm`'],
    },
  );
}

/** Python wrote the wheel, and can read from it without unpacking 900 MB. */
const extraction = `
import os, shutil, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
for pair in sys.argv[2:]:
    source, target = pair.split('=')
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with wheel.open(source) as packed, open(target, 'wb') as file:
        shutil.copyfileobj(packed, file, 1 << 22)
`;

async function extractLibraries(
  wheel: string,
  packageFolder: string,
  options: ToolOptions & { readonly emit: Emit },
): Promise<void> {
  options.emit({ type: 'note', text: 'extracting two libraries and 14 headers' });
  const deps = join(packageFolder, 'deps');
  await rm(deps, { recursive: true, force: true });
  const pairs = [
    ...libraries.map((name) => `tensorflow/${name}=${join(deps, 'lib', name)}`),
    ...headers.map((name) => `tensorflow/include/${name}=${join(deps, 'include', name)}`),
  ];
  await runToolWell('python', ['-c', extraction, wheel, ...pairs], {
    ...options,
    purpose: 'Extracting the TensorFlow libraries',
  });
  const { run = runCommand, ...rest } = options;
  // Saves 250 MB of symbols; the libraries work as well with them, so it does not matter when there is no strip.
  for (const name of libraries) {
    await run('strip', ['--strip-unneeded', join(deps, 'lib', name)], rest);
  }
}

async function nodeHeaders(scratch: string, options: ToolOptions): Promise<string> {
  const installed = [join(dirname(process.execPath), '../include/node'), '/usr/include/node'];
  const found = installed.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  await runToolWell(
    'npm',
    ['install', '--prefix', scratch, '--ignore-scripts', 'node-api-headers'],
    {
      ...options,
      purpose: 'Fetching the headers of Node from npm',
    },
  );
  return join(scratch, 'node_modules/node-api-headers/include');
}

async function compileBinding(
  packageFolder: string,
  includes: string,
  options: ToolOptions & { readonly emit: Emit },
): Promise<void> {
  options.emit({ type: 'note', text: 'compiling the binding' });
  const addon = join('lib', 'napi-v8', 'tfjs_binding.node');
  await rm(join(packageFolder, 'lib'), { recursive: true, force: true });
  await mkdir(dirname(join(packageFolder, addon)), { recursive: true });
  const args = [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[`-I${includes}`, '-Ideps/include'],
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', addon],
    ...['-Ldeps/lib', ...libraries.map((name) => `-l:${name}`)],
    // Relative to the addon, so that the folder can be moved.
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  await runToolWell('compiler', args, {
    ...options,
    cwd: packageFolder,
    purpose: 'Compiling the binding of tfjs-node',
  });
}
