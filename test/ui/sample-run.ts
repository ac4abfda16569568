import type { StageEvent } from '../../src/contracts/events.js';
import type { RunEvent } from '../../src/pipeline/events.js';

const usage = { fingerprint: 'ab12', cpuSeconds: 1, peakMemoryMb: 100, bytes: 14_000_000 };
const inside = (stage: string, event: StageEvent): RunEvent => ({
  type: 'stage-event',
  stage,
  event,
});

/** The start of a run: ingest done, split up to date, training in its third epoch. */
export const runningRun: readonly RunEvent[] = [
  {
    type: 'run-started',
    run: 'r1',
    stages: [
      { stage: 'ingest', state: 'stale', reason: 'no artifact yet' },
      { stage: 'split', state: 'fresh', reason: 'up to date' },
      { stage: 'train', state: 'stale', reason: 'no artifact yet' },
      { stage: 'evaluate', state: 'stale', reason: '`train` changes' },
    ],
  },
  { type: 'stage-started', stage: 'ingest', reason: 'no artifact yet', target: 'local' },
  inside('ingest', { type: 'progress', done: 500, total: 7043, unit: 'rows', label: 'customers' }),
  inside('ingest', {
    type: 'columns',
    columns: [{ name: 'age', type: 'integer', role: 'feature', inferred: true }],
  }),
  inside('ingest', { type: 'note', text: 'read `customers` as UTF-8' }),
  inside('ingest', {
    type: 'warning',
    text: '`age` has 3 values above 110',
    hint: 'Add a `quality` rule with `else: quarantine`',
  }),
  {
    type: 'stage-finished',
    stage: 'ingest',
    seconds: 1.23,
    facts: [
      { name: 'rows', value: 7043 },
      { name: 'columns', value: 21 },
    ],
    ...usage,
  },
  {
    type: 'stage-fresh',
    stage: 'split',
    fingerprint: 'cd',
    reason: 'up to date',
    facts: [{ name: 'train rows', value: 4930 }],
  },
  { type: 'stage-waiting', stage: 'train', pid: 4711 },
  { type: 'stage-started', stage: 'train', reason: 'no artifact yet', target: 'gpu-box' },
  inside('train', {
    type: 'backend',
    backend: 'wasm',
    version: '4.22.0',
    reason: 'the fastest here',
  }),
  ...[0.9, 0.7, 0.6].map((loss, at) =>
    inside('train', {
      type: 'epoch',
      candidate: 'net',
      epoch: at + 1,
      epochs: 40,
      loss,
      validationLoss: loss + 0.05,
    }),
  ),
];

/** How the run goes on to a good end. */
export const goodEnd: readonly RunEvent[] = [
  inside('train', {
    type: 'trial',
    number: 2,
    trials: 8,
    metric: 'roc_auc',
    value: 0.83,
    best: 0.84,
  }),
  {
    type: 'stage-finished',
    stage: 'train',
    seconds: 75,
    facts: [
      { name: 'candidate', value: 'net' },
      { name: 'roc_auc', value: 0.84123 },
    ],
    ...usage,
  },
  { type: 'stage-started', stage: 'evaluate', reason: '`train` changed', target: 'local' },
  { type: 'stage-finished', stage: 'evaluate', seconds: 0.34, facts: [], ...usage },
  {
    type: 'run-finished',
    run: 'r1',
    seconds: 77,
    outcome: 'done',
    cost: { usd: 0.0021, priced: true },
  },
];

/** How the run ends when training breaks. */
export const badEnd: readonly RunEvent[] = [
  { type: 'stage-failed', stage: 'train', seconds: 3.1 },
  { type: 'run-finished', run: 'r1', seconds: 4.4, outcome: 'failed' },
];
