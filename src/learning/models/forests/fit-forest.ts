import type { FitContext } from '../../compute/fit-context.js';
import { pacer } from '../../compute/pacer.js';
import { startWorker, threadsHere } from '../../compute/worker-thread.js';
import type { Forest } from '../trees/forest.js';
import type { ForestRows } from './forest-rows.js';
import type { ForestMessage, ForestWork } from './forest-worker.js';
import { ForestGrower, type ForestOptions, OutsideVotes, type TreeResult } from './grow-forest.js';
import { joinForests } from './join-forests.js';

export interface FittedForest {
  readonly forest: Forest;
  /** By feature of the rows: its share of what all splits gained, or 0 everywhere when there are none. */
  readonly importance: Float64Array;
  /** Of rows that were drawn with replacement. */
  readonly outside?: OutsideVotes;
}

/** Row visits below which starting threads takes longer than it saves. */
const smallWork = 2e7;

/**
 * Grows `trees` trees, spread over `threads` threads (as many as this machine runs when absent; fewer where work is little). The
 * forest is the same for any number of threads. When time is up it has the trees that were begun by then.
 */
export async function fitForest(
  rows: ForestRows,
  {
    trees,
    threads = threadsHere(),
    ...options
  }: ForestOptions & { readonly trees: number; readonly threads?: number },
  context: Pick<FitContext, 'signal' | 'emit' | 'label' | 'isTimeUp'>,
): Promise<FittedForest> {
  context.signal.throwIfAborted();
  const results: TreeResult[] = [];
  let done = 0;
  const take = (result: TreeResult) => {
    results[result.tree] = result;
    done++;
    context.emit({ type: 'progress', done, total: trees, unit: 'trees', label: context.label });
  };
  const work = rows.rows * Math.log2(rows.rows + 1) * options.tried * trees;
  const helpers = Math.min(threads, trees);
  const outside =
    helpers < 2 || work < smallWork
      ? await growHere(rows, { ...options, trees }, { take, ...context })
      : await growInThreads({ rows, options, trees, helpers }, { take, ...context });
  return {
    forest: joinForests(results.map(({ forest }) => forest)),
    importance: importanceOf(results),
    ...(outside === undefined ? {} : { outside }),
  };
}

interface Sink {
  readonly take: (result: TreeResult) => void;
  readonly signal: AbortSignal;
  readonly isTimeUp?: () => boolean;
}

async function growHere(
  rows: ForestRows,
  options: ForestOptions & { readonly trees: number },
  { take, signal, isTimeUp }: Sink,
): Promise<OutsideVotes | undefined> {
  const breathe = pacer(signal);
  const grower = new ForestGrower(rows, options);
  for (let tree = 0; tree < options.trees; tree++) {
    take(grower.grow(tree));
    if (isTimeUp?.() === true) break;
    await breathe();
  }
  return grower.outside;
}

async function growInThreads(
  {
    rows,
    options,
    trees,
    helpers,
  }: {
    readonly rows: ForestRows;
    readonly options: ForestOptions;
    readonly trees: number;
    readonly helpers: number;
  },
  { take, signal, isTimeUp }: Sink,
): Promise<OutsideVotes | undefined> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const work: ForestWork = { rows, options, trees, next };
  const outside = options.drawnShare === undefined ? undefined : new OutsideVotes(rows);
  const workers: ReturnType<typeof startWorker>[] = [];
  const grow = () =>
    new Promise<void>((resolve, reject) => {
      const worker = startWorker(
        { name: 'forest-worker', source: 'models/forests/forest-worker.ts' },
        work,
      );
      workers.push(worker);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.on('error', reject);
      worker.on('message', (message: ForestMessage) => {
        if (message.kind === 'tree') {
          take(message.result);
          // Trees that are being grown are finished, so that none is left out between others.
          if (isTimeUp?.() === true) Atomics.store(next, 0, trees);
          return;
        }
        if (message.sums !== undefined) outside?.merge(message.sums, message.counts as Uint32Array);
        resolve();
      });
      worker.on('exit', () => reject(new Error('a thread that grows trees ended too early')));
    });
  try {
    await Promise.all(Array.from({ length: helpers }, grow));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return outside;
}

function importanceOf(results: readonly TreeResult[]): Float64Array {
  const sums = new Float64Array(results[0]?.gains.length ?? 0);
  for (const { gains } of results) {
    for (let at = 0; at < sums.length; at++)
      sums[at] = (sums[at] as number) + (gains[at] as number);
  }
  const total = sums.reduce((a, b) => a + b, 0);
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}
