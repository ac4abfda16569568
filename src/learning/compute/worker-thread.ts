import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

let mostThreads = Infinity;

/** Lets this process use so many threads and no more: for one of several that work side by side. */
export function limitThreads(most: number): void {
  mostThreads = most;
}

/** Threads that this process may have run at the same time. */
export function threadsHere(): number {
  return Math.min(mostThreads, availableParallelism());
}

/** The messages of a thread: its end of the line. */
export interface WorkerPort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  close(): void;
}

/**
 * Starts a thread that runs `serve(data, port)` of a module. `name` is its file beside the bundle, an entry of its own in
 * `scripts/build.mjs`; run from the sources it is `source`, relative to `src/learning/`, whose types are stripped as it
 * loads. `data` is copied, but for shared memory. The caller listens to `error`, and ends the thread.
 */
export function startWorker(
  { name, source }: { readonly name: string; readonly source: string },
  data: unknown,
): Worker {
  const bundled = new URL(`./${name}.js`, import.meta.url);
  const isBundled = existsSync(fileURLToPath(bundled));
  const entry = isBundled ? bundled : new URL(`../${source}`, import.meta.url);
  return new Worker(isBundled ? bootstrap : stripTypes() + bootstrap, {
    eval: true,
    workerData: { entry: entry.href, data },
  });
}

const bootstrap = `
const { workerData, parentPort } = require('node:worker_threads');
import(workerData.entry).then((module) => module.serve(workerData.data, parentPort));`;

/** Loads TypeScript as it stands: the sources name their imports `.js` and use nothing that needs compiling. */
function stripTypes(): string {
  const stripper = createRequire(import.meta.url).resolve('@swc/wasm-typescript');
  const hooks = `
import { transformSync } from ${JSON.stringify(pathToFileURL(stripper).href)};
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
export const resolve = (specifier, context, next) =>
  next(/^[.].*[.]js$/.test(specifier) && context.parentURL?.endsWith('.ts')
    ? specifier.replace(/js$/, 'ts') : specifier, context);
export const load = (url, context, next) => url.endsWith('.ts')
  ? { format: 'module', shortCircuit: true,
      source: transformSync(readFileSync(fileURLToPath(url), 'utf8'), { mode: 'strip-only' }).code }
  : next(url, context);`;
  return `
require('node:module').register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`;
}
