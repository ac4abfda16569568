import { PassThrough } from 'node:stream';
import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/pipeline/events.js';
import { bar, sparkline } from '../../src/ui/drawing.js';
import { RunTree } from '../../src/ui/ink/run-tree.js';
import { openReporter } from '../../src/ui/open-reporter.js';
import type { ReporterLook } from '../../src/ui/reporter.js';
import { applyEvent, emptyRun } from '../../src/ui/run-view.js';
import { plain } from '../../src/ui/style.js';
import { symbolsFor } from '../../src/ui/symbols.js';
import { badEnd, goodEnd, runningRun } from './sample-run.js';

afterEach(cleanup);

/** The tree after the events, which came a second apart. */
function screenAfter(events: readonly RunEvent[], unicode = true): string {
  const look: ReporterLook = {
    style: plain,
    symbols: symbolsFor(unicode),
    verbose: false,
    now: () => 0,
  };
  let now = 0;
  let run = emptyRun;
  for (const event of events) run = applyEvent(run, event, (now += 1000));
  const shown = render(<RunTree run={run} look={look} frame={0} now={now} />);
  return shown.lastFrame()?.replace(/ +$/gm, '') ?? '';
}

test('a running stage shows its bar, time left and the curve of its losses', () => {
  expect(screenAfter(runningRun)).toMatchInlineSnapshot(`
    "⚠ warning ingest: \`age\` has 3 values above 110
      hint: Add a \`quality\` rule with \`else: quarantine\`
    ✓ ingest   1.2 s     7,043 rows · 21 columns
    • split    up to date · 4,930 train rows
    ⠋ train    4.0 s     on gpu-box  █░░░░░░░░░░░░░░░░░░░░░░░ net: 3 of 40 epochs · 1/s · 37 s left
               loss 0.6000 · validation 0.6500  █▃▁  wasm
    · evaluate"
  `);
});

test('a good run leaves a clean summary', () => {
  expect(screenAfter([...runningRun, ...goodEnd])).toMatchInlineSnapshot(`
    "⚠ warning ingest: \`age\` has 3 values above 110
      hint: Add a \`quality\` rule with \`else: quarantine\`
    ✓ ingest   1.2 s     7,043 rows · 21 columns
    • split    up to date · 4,930 train rows
    ✓ train    1 min 15 s  candidate net · roc_auc 0.8412
    ✓ evaluate 340 ms
    done in 1 min 17 s · $0.0021"
  `);
});

test('a broken run says what failed and what never started, also in ASCII', () => {
  expect(screenAfter([...runningRun, ...badEnd], false)).toMatchInlineSnapshot(`
    "! warning ingest: \`age\` has 3 values above 110
      hint: Add a \`quality\` rule with \`else: quarantine\`
    + ingest   1.2 s     7,043 rows | 21 columns
    = split    up to date | 4,930 train rows
    x train    failed after 3.1 s
    . evaluate not started
    failed after 4.4 s"
  `);
});

describe('on a screen', () => {
  /** A stream that looks like a terminal and keeps what it was told. */
  function screen() {
    let text = '';
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 30 });
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { stream, text: () => text };
  }

  test.each(['ink', 'bar'] as const)(
    'the %s display ends with the outcome and a visible cursor',
    async (mode) => {
      const { stream, text } = screen();
      const reporter = await openReporter({ mode, stream });
      for (const event of [...runningRun, ...goodEnd]) reporter.event(event);
      await reporter.close();
      await reporter.close();

      expect(text()).toContain('7,043 rows · 21 columns');
      expect(text()).toContain('done in 1 min 17 s · $0.0021');
      expect(text().lastIndexOf('\u001B[?25h')).toBeGreaterThanOrEqual(
        text().lastIndexOf('\u001B[?25l'),
      );
    },
  );

  test('the bar shows how far a stage is', async () => {
    const { stream, text } = screen();
    const reporter = await openReporter({ mode: 'bar', stream });
    for (const event of runningRun.slice(0, 3)) reporter.event(event);
    expect(text()).toContain('░  customers · 500 of 7,043 rows');
    await reporter.close();
  });
});

test('colours take no room from the words beside the bar', async () => {
  let text = '';
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 30 });
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let now = 0;
  const reporter = await openReporter({ mode: 'bar', stream, colour: true, now: () => now });
  for (const done of [1, 62]) {
    reporter.event({
      type: 'stage-event',
      stage: 'ingest',
      event: {
        ...{
          type: 'progress',
          done,
          total: 100,
          unit: 'percent',
          label: 'a/long/path/to/data.csv',
        },
        rows: { done: done * 10_000, about: true },
      },
    });
    now += 1500;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await reporter.close();
  expect(text).toContain('data.csv · 62 % · about 410,000 rows/s · 1 s left');
});

test('a bar is full only at the end', () => {
  const signs = symbolsFor(false);
  expect([0, 0.5, 0.999, 1, Number.NaN].map((share) => bar(share, 4, signs))).toEqual([
    '....',
    '##..',
    '###.',
    '####',
    '....',
  ]);
});

test('a sparkline keeps the shape of a long history', () => {
  const signs = symbolsFor(true);
  expect(sparkline([4, 3, 2, 1], 10, signs)).toBe('█▆▃▁');
  expect(
    sparkline(
      Array.from({ length: 100 }, (_, at) => at),
      4,
      signs,
    ),
  ).toBe('▁▃▆█');
  expect(sparkline([1, 1], 4, signs)).toBe('▁▁');
  expect(sparkline([], 4, signs)).toBe('');
});
