import type { Matrix } from '../../../contracts/matrix.js';
import type { FitContext } from '../../compute/fit-context.js';
import { pacer } from '../../compute/pacer.js';
import { startWorker, threadsHere } from '../../compute/worker-thread.js';
import type { Forest } from '../trees/forest.js';
import { keepForest } from './forest-checkpoint.js';
import type { ForestRows } from './forest-rows.js';
import type { ForestMessage, ForestWork } from './forest-worker.js';
import {
  ForestGrower,
  type ForestOptions,
  type OutsideVotes,
  type TreeResult,
} from './grow-forest.js';
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
    matrix,
    ...options
  }: ForestOptions & {
    readonly trees: number;
    readonly threads?: number;
    /** The rows as they are: with them a killed training can be taken up again. */
    readonly matrix?: Matrix;
  },
  context: Pick<FitContext, 'signal' | 'emit' | 'label' | 'isTimeUp' | 'checkpoints'>,
): Promise<FittedForest> {
  context.signal.throwIfAborted();
  const results: TreeResult[] = [];
  let done = 0;
  const key = JSON.stringify({ ...options, rows: rows.rows, features: rows.features.length });
  const keeper = await keepForest(key, matrix === undefined ? undefined : context.checkpoints);
  const before = new ForestGrower(rows, options);
  for (const result of keeper.kept.filter(({ tree }) => tree < trees)) {
    results[result.tree] = result;
    if (matrix !== undefined) before.replay(result, matrix);
    done++;
  }
  const todo = Int32Array.from({ length: trees }, (_, tree) => tree).filter(
    (tree) => results[tree] === undefined,
  );
  const take = (result: TreeResult) => {
    results[result.tree] = result;
    done++;
    context.emit({ type: 'progress', done, total: trees, unit: 'trees', label: context.label });
    keeper.keep(results);
  };
  const work = rows.rows * Math.log2(rows.rows + 1) * options.tried * trees;
  const helpers = Math.min(threads, todo.length);
  const outside =
    helpers < 2 || work < smallWork
      ? await growHere(before, todo, { take, ...context })
      : await growInThreads({ rows, options, todo, helpers, before }, { take, ...context });
  await keeper.done();
  // Where time was up, trees may be missing between others that were grown before a kill: `flatMap` leaves holes out.
  const grown = results.flatMap((result) => [result]);
  return {
    forest: joinForests(grown.map(({ forest }) => forest)),
    importance: importanceOf(grown),
    ...(outside === undefined ? {} : { outside }),
  };
}

interface Sink {
  readonly take: (result: TreeResult) => void;
  readonly signal: AbortSignal;
  readonly isTimeUp?: () => boolean;
}

async function growHere(
  grower: ForestGrower,
  todo: Int32Array,
  { take, signal, isTimeUp }: Sink,
): Promise<OutsideVotes | undefined> {
  const breathe = pacer(signal);
  for (const tree of todo) {
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
    todo,
    helpers,
    before,
  }: {
    readonly rows: ForestRows;
    readonly options: ForestOptions;
    readonly todo: Int32Array;
    readonly helpers: number;
    /** Has heard what trees say that were there already. */
    readonly before: ForestGrower;
  },
  { take, signal, isTimeUp }: Sink,
): Promise<OutsideVotes | undefined> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const work: ForestWork = { rows, options, todo, next };
  const { outside } = before;
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
          if (isTimeUp?.() === true) Atomics.store(next, 0, todo.length);
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
