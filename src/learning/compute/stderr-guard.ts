import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runToolWell, type ToolOptions } from './build-tools.js';

/**
 * TensorFlow 2.21 writes some lines to standard error while its library is being loaded, whatever the environment says, and so into
 * the live view of a terminal. Only native code can move a descriptor aside and back without another thread taking its number
 * meanwhile; this does, and nothing else.
 */
const source = `#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int kept = -1;

static napi_value silence(napi_env env, napi_callback_info info) {
  if (kept >= 0) return NULL;
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return NULL;
  kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
  if (kept >= 0) dup2(nowhere, 2);
  close(nowhere);
  return NULL;
}

static napi_value restore(napi_env env, napi_callback_info info) {
  if (kept < 0) return NULL;
  dup2(kept, 2);
  close(kept);
  kept = -1;
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "silence", NAPI_AUTO_LENGTH, silence, NULL, &function);
  napi_set_named_property(env, exports, "silence", function);
  napi_create_function(env, "restore", NAPI_AUTO_LENGTH, restore, NULL, &function);
  napi_set_named_property(env, exports, "restore", function);
  return exports;
}
`;

interface Guard {
  silence(): void;
  restore(): void;
}

/** The guard of a copy of tfjs-node; only copies that were compiled here, against a TensorFlow that talks, have one. */
function guardIn(packageFolder: string): string {
  return join(packageFolder, 'lib', 'napi-v8', 'stderr_guard.node');
}

/** Whether the copy has its guard. */
export function hasGuard(packageFolder: string): boolean {
  return existsSync(guardIn(packageFolder));
}

/** Does some synchronous work while standard error leads nowhere, where the copy of tfjs-node has a guard for that. */
export function withoutStderr<Result>(packageFolder: string, work: () => Result): Result {
  const guard = hasGuard(packageFolder)
    ? (createRequire(import.meta.url)(guardIn(packageFolder)) as Guard)
    : undefined;
  guard?.silence();
  try {
    return work();
  } finally {
    guard?.restore();
  }
}

/** Compiles the guard of a copy of tfjs-node. `includes`: the folder of Node's headers. */
export async function compileGuard(
  packageFolder: string,
  includes: string,
  options: ToolOptions,
): Promise<void> {
  const scratch = await mkdtemp(join(packageFolder, 'scratch-'));
  try {
    const file = join(scratch, 'stderr_guard.cc');
    await writeFile(file, source);
    await mkdir(dirname(guardIn(packageFolder)), { recursive: true });
    const flags = ['-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${includes}`];
    await runToolWell('compiler', [...flags, file, '-o', guardIn(packageFolder)], {
      ...options,
      purpose: 'Compiling what keeps TensorFlow from writing into the terminal',
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
