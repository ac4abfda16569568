import { describe, expect, test } from 'vitest';
import type { StageEvent } from '../../src/contracts/events.js';
import type { RunEvent } from '../../src/pipeline/events.js';
import { openReporter, type ReporterOptions } from '../../src/ui/open-reporter.js';
import { badEnd, goodEnd, runningRun } from './sample-run.js';

async function report(
  events: readonly RunEvent[],
  options: Partial<ReporterOptions> = {},
): Promise<string> {
  let text = '';
  const stream = { write: (more: string) => (text += more) };
  const reporter = await openReporter({ mode: 'plain', stream, now: () => 0, ...options });
  for (const event of events) reporter.event(event);
  await reporter.close();
  return text;
}

test('a run reads as one line per step', async () => {
  expect(await report([...runningRun, ...goodEnd])).toMatchInlineSnapshot(`
    "ingest    running   no artifact yet
    ingest    warning   \`age\` has 3 values above 110
              hint      Add a \`quality\` rule with \`else: quarantine\`
    ingest    done      1.2 s     7,043 rows · 21 columns
    split     fresh     up to date · 4,930 train rows
    train     waiting   another mlx, process 4711, is making it
    train     running   no artifact yet (on gpu-box)
    train     backend   wasm 4.22.0: the fastest here
    train     trial     2/8  roc_auc 0.8300 · best 0.8400
    train     done      1 min 15 s  candidate net · roc_auc 0.8412
    evaluate  running   \`train\` changed
    evaluate  done      340 ms
    done in 1 min 17 s · $0.0021
    "
  `);
});

test('verbose adds the plan, columns and notes', async () => {
  expect(await report(runningRun.slice(0, 6), { verbose: true })).toMatchInlineSnapshot(`
    "ingest    plan      to do: no artifact yet
    split     plan      up to date: up to date
    train     plan      to do: no artifact yet
    evaluate  plan      to do: \`train\` changes
    ingest    running   no artifact yet
    ingest    columns   1 column, 1 of them inferred
                        age: integer, feature (inferred)
    ingest    note      read \`customers\` as UTF-8
    ingest    warning   \`age\` has 3 values above 110
              hint      Add a \`quality\` rule with \`else: quarantine\`
    "
  `);
});

test('a failed run says where, and after how long', async () => {
  const text = await report([...runningRun, ...badEnd]);
  expect(text.split('\n').slice(-4).join('\n')).toMatchInlineSnapshot(`
    "train     epoch     net 3/40  loss 0.6000 · validation 0.6500
    train     failed    after 3.1 s
    failed after 4.4 s
    "
  `);
});

test('a stage that was interrupted was stopped, and did not fail', async () => {
  const text = await report([
    { type: 'stage-failed', stage: 'ingest', seconds: 3.1, interrupted: true },
    { type: 'run-finished', run: 'r1', seconds: 3.2, outcome: 'interrupted' },
  ]);
  expect(text).toBe(
    'ingest    stopped   after 3.1 s\ninterrupted after 3.2 s · run it again to go on\n',
  );
});

test('epochs come every few seconds, and the last before the end is never lost', async () => {
  let now = 0;
  const epoch = (at: number): RunEvent => ({
    type: 'stage-event',
    stage: 'train',
    event: { type: 'epoch', candidate: 'net', epoch: at, epochs: 100, loss: 1 / at },
  });
  const epochs = Array.from({ length: 30 }, (_, at) => epoch(at + 1));
  const text = await report([...epochs, { type: 'stage-failed', stage: 'train', seconds: 12 }], {
    now: () => (now += 400),
  });
  expect(text).toMatchInlineSnapshot(`
    "train     epoch     net 14/100  loss 0.0714
    train     epoch     net 27/100  loss 0.0370
    train     epoch     net 30/100  loss 0.0333
    train     failed    after 12.0 s
    "
  `);
});

test('names from the data cannot steer the terminal', async () => {
  const text = await report([
    { type: 'stage-event', stage: 'ingest', event: { type: 'warning', text: 'column \u001B[2J' } },
  ]);
  expect(text).not.toContain('\u001B');
});

test('colour changes nothing but colour', async () => {
  const coloured = await report([...runningRun, ...badEnd], { colour: true });
  expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(await report([...runningRun, ...badEnd]));
  expect(coloured).toContain('\u001B[33mwarning');
});

test('JSON lines carry their schema and every event', async () => {
  const events = [...runningRun, ...goodEnd];
  const lines = (await report(events, { mode: 'json' })).trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    events.map((event) => ({ schema: 'mlx.run-event/1', ...event })),
  );
});

test('quiet says nothing', async () => {
  expect(await report([...runningRun, ...badEnd], { mode: 'quiet' })).toBe('');
});

test('a live display gives way to plain lines where the stream is no screen', async () => {
  const plain = await report(runningRun);
  expect(await report(runningRun, { mode: 'ink' })).toBe(plain);
  expect(await report(runningRun, { mode: 'bar' })).toBe(plain);
});

describe('progress in words', () => {
  type Progress = Omit<Extract<StageEvent, { type: 'progress' }>, 'type'>;

  /** The lines of progress that came every so many milliseconds, with all of them shown. */
  async function progress(every: number, told: readonly Progress[]): Promise<readonly string[]> {
    let now = 0;
    let text = '';
    const stream = { write: (more: string) => (text += more) };
    const reporter = await openReporter({ mode: 'plain', stream, now: () => now });
    for (const each of told) {
      reporter.event({
        type: 'stage-event',
        stage: 'ingest',
        event: { type: 'progress', ...each },
      });
      now += every;
    }
    return text.split('\n').map((line) => line.replace(/^ingest +progress +/, ''));
  }

  const csv = (percent: number): Progress => ({
    ...{ done: percent, total: 100, unit: 'percent', label: 'data.csv' },
    rows: { done: percent * 10_000, about: true },
  });

  test('per cent, rows a second and the time left', async () => {
    const lines = await progress(5000, [csv(0), csv(20), csv(40)]);
    expect(lines).toContain('data.csv: 40 % · about 40,000 rows/s · 15 s left');
  });

  test('rows that are counted are not `about`', async () => {
    const rows = (percent: number): Progress => ({
      ...{ done: percent, total: 100, unit: 'percent', label: 'writing train' },
      rows: { done: percent * 10_000, about: false },
    });
    expect(await progress(5000, [rows(0), rows(50)])).toContain(
      'writing train: 50 % · 100,000 rows/s · 5 s left',
    );
  });

  test('a speed follows when the work slows down', async () => {
    const slowing = [0, 30, 60, 62, 64, 66].map(csv);
    const [last = ''] = (await progress(5000, slowing)).slice(-2);
    const left = Number(/(\d+) s left/.exec(last)?.[1]);
    expect(left).toBeGreaterThan(50);
  });

  test('of many files, which one, and how far all of them are', async () => {
    const file = (number: number): Progress => ({
      ...{ done: Math.floor((number / 305) * 100), total: 100, unit: 'percent' },
      ...{ label: `sales/${number}.csv`, part: { kind: 'file', number, of: 305 } },
    });
    expect(await progress(6000, [file(60), file(120), file(180)])).toContain(
      'sales/180.csv: file 180 of 305 · 59 % · 13 s left',
    );
  });

  test('nothing is foretold before it can be known, nor after it should have ended', async () => {
    expect((await progress(5000, [csv(40), csv(0)])).join()).not.toContain('left');
    expect((await progress(5000, [csv(0), csv(100)])).join()).not.toContain('left');
  });
});
