import type { RunEvent } from '../pipeline/events.js';
import type { Advance } from './advance.js';
import { formatNumber } from './format.js';
import { plainReporter } from './plain-reporter.js';
import type { Reporter, ReporterLook } from './reporter.js';
import { applyEvent, emptyRun } from './run-view.js';
import type { StageView } from './stage-view.js';
import { displayWidth, printable, truncateStart, truncateText } from './text-width.js';
import { advanceWords, lossWords } from './wording.js';

/**
 * One progress bar on a terminal while a stage works, with the lines of the plain reporter above it: for commands
 * that run a single stage. The cursor is never hidden, so nothing is lost when the process is killed.
 */
export async function barReporter(
  terminal: NodeJS.WriteStream,
  look: ReporterLook,
): Promise<Reporter> {
  const { SingleBar } = await import('cli-progress');
  const lines = plainReporter(terminal, look);
  const room = () => terminal.columns || 80;
  const bar = new SingleBar({
    stream: withRoomForColours(terminal, look),
    clearOnComplete: true,
    hideCursor: false,
    linewrap: true,
    barsize: room() < 100 ? 12 : 24,
    barCompleteChar: look.symbols.barFull,
    barIncompleteChar: look.symbols.barEmpty,
    format: `${look.style.bold('{stage}')}  ${look.style.cyan('{bar}')}  {words}`,
    gracefulExit: false,
    noTTYOutput: false,
    emptyOnZero: true,
  });
  let run = emptyRun;
  let drawn = false;

  const clear = () => {
    if (drawn) bar.stop();
    drawn = false;
  };
  const draw = (stage: StageView, advance: Advance) => {
    const taken = displayWidth(stage.stage) + (room() < 100 ? 12 : 24) + 6;
    const words = barWords({ stage, advance, look, width: room() - taken });
    const payload = { stage: stage.stage, words };
    const total = totalOf(advance);
    if (drawn) {
      bar.setTotal(total);
      bar.update(advance.done, payload);
    } else bar.start(total, advance.done, payload);
    drawn = true;
  };

  return {
    event(event) {
      run = applyEvent(run, event, look.now());
      const stage = movedStage(event, run.stages);
      if (stage?.advance !== undefined) draw(stage, stage.advance);
      else {
        clear();
        lines.event(event);
      }
    },
    close: clear,
  };
}

/** cli-progress cuts a line at the width of the terminal and counts colours as letters: those come on top. */
function withRoomForColours(
  terminal: NodeJS.WriteStream,
  { style }: ReporterLook,
): NodeJS.WriteStream {
  const unseen = style.bold('x').length + style.cyan('x').length - 2;
  const columns = { get: () => (terminal.columns || 80) + unseen };
  return Object.create(terminal, { columns }) as NodeJS.WriteStream;
}

/** The stage whose bar an event moves, or undefined when the event deserves a line of its own. */
function movedStage(event: RunEvent, stages: readonly StageView[]): StageView | undefined {
  if (event.type !== 'stage-event') return undefined;
  if (!['progress', 'epoch', 'trial'].includes(event.event.type)) return undefined;
  return stages.find(({ stage }) => stage === event.stage);
}

function totalOf({ unit, total, done }: Advance): number {
  return unit === 'percent' ? 100 : (total ?? Math.max(1, done * 2));
}

interface BarText {
  readonly stage: StageView;
  readonly advance: Advance;
  readonly look: ReporterLook;
  readonly width: number;
}

/** The figures whole where there is room; a long name loses its beginning. */
function barWords({ stage, advance, look, width }: BarText): string {
  const { separator, ellipsis } = look.symbols;
  const { trial, epoch } = stage;
  const figures = [
    ...advanceWords(advance, look.now()),
    trial === undefined ? '' : printable(`best ${trial.metric} ${formatNumber(trial.best)}`),
    epoch === undefined ? '' : lossWords(epoch, look.symbols),
  ]
    .filter(Boolean)
    .join(` ${separator} `);
  const free = width - displayWidth(figures) - 3;
  const label = truncateStart(printable(advance.label ?? ''), free, ellipsis);
  const text = [label, figures].filter(Boolean).join(` ${separator} `);
  return truncateText(text, width, ellipsis);
}
