import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { holdWorkLock } from '../../artifacts/work-lock.js';
import type { Emit } from '../../contracts/events.js';
import { MlxError } from '../../errors/index.js';
import { runTool, runToolWell } from './build-tools.js';
import { buildFromWheel, completeGuard } from './native-build.js';
import { probeTensorflow } from './probe-backend.js';
import type { Environment, RunCommand } from './run-command.js';
import { nativeFolder, tfjsNodeVersion } from './tensorflow-backend.js';

export interface InstallOptions {
  readonly cacheDir: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly run?: RunCommand;
  /** The environment of npm, pip and the compiler. `TFJS_NODE_BASE_URI` and `TFJS_NODE_CDN_STORAGE` in it name mirrors. */
  readonly env?: Environment;
}

/** A native backend that was tried and works. */
export interface NativeInstall {
  readonly folder: string;
  /** Of libtensorflow. */
  readonly version: string;
  readonly how: 'already there' | 'its own installer' | 'compiled here';
}

/**
 * Puts a working @tensorflow/tfjs-node into the cache folder, where `openCompute` finds it. First by the package's own
 * installer, which downloads libtensorflow; where that is blocked, from the `tensorflow-cpu` wheel and a compiler.
 * It is built aside, tried, and renamed into place: killed at any moment it leaves nothing that counts as installed.
 * Throws `compute/tool-missing` or `compute/install-failed`.
 */
export async function installNative(options: InstallOptions): Promise<NativeInstall> {
  const { cacheDir, emit, signal } = options;
  const folder = nativeFolder(cacheDir);
  const release = await holdWorkLock(`${folder}.lock`, {
    onWait: (pid) =>
      emit({ type: 'note', text: `waiting for process ${pid}, which installs it already` }),
    signal,
  });
  try {
    const present = await probeTensorflow(packageIn(folder), options);
    if ('version' in present) {
      await completeGuard(packageIn(folder), options);
      return { folder, version: present.version, how: 'already there' };
    }
    await removeRemains(folder);
    return await installAside(folder, options);
  } finally {
    await release();
  }
}

async function installAside(folder: string, options: InstallOptions): Promise<NativeInstall> {
  const aside = await mkdtemp(`${folder}${partial}`);
  try {
    await fetchPackage(aside, options);
    const built = await makeItWork(aside, options);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    return { folder, ...built };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function makeItWork(
  aside: string,
  options: InstallOptions,
): Promise<Pick<NativeInstall, 'version' | 'how'>> {
  const { emit } = options;
  emit({ type: 'note', text: "trying the package's own installer, which downloads libtensorflow" });
  await runTool('npm', ['rebuild', '--prefix', aside, '@tensorflow/tfjs-node'], {
    ...options,
    seconds: ownInstallerSeconds,
  });
  const own = await probeTensorflow(packageIn(aside), options);
  if ('version' in own) return { version: own.version, how: 'its own installer' };

  emit({
    type: 'note',
    text: 'that did not work; taking the libraries from the `tensorflow-cpu` wheel',
  });
  await buildFromWheel(packageIn(aside), options);
  const compiled = await probeTensorflow(packageIn(aside), options);
  if ('version' in compiled) return { version: compiled.version, how: 'compiled here' };
  throw new MlxError(
    'compute/install-failed',
    `The native backend was built, but ${compiled.problem}`,
    {
      hints: ['Use `backend: wasm`, which needs nothing native'],
    },
  );
}

/** A download of 200 MB and a compilation, on a slow line. */
const ownInstallerSeconds = 300;
const partial = '.partial-';

/** JavaScript and C++ sources from npm, without running the installer, which would fail the whole command. */
async function fetchPackage(aside: string, options: InstallOptions): Promise<void> {
  options.emit({
    type: 'note',
    text: `fetching @tensorflow/tfjs-node ${tfjsNodeVersion} from npm`,
  });
  await writeFile(join(aside, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const wanted = `@tensorflow/tfjs-node@${tfjsNodeVersion}`;
  await runToolWell('npm', ['install', '--prefix', aside, ...flags, wanted], {
    ...options,
    purpose: 'Fetching @tensorflow/tfjs-node from npm',
  });
}

function packageIn(folder: string): string {
  return join(folder, 'node_modules/@tensorflow/tfjs-node');
}

/** What killed installs left. */
async function removeRemains(folder: string): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (!name.startsWith(basename(folder) + partial)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
