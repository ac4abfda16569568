import type { RunEvent } from '../pipeline/events.js';
import { formatNumber } from './format.js';
import { plainReporter } from './plain-reporter.js';
import type { Reporter, ReporterLook } from './reporter.js';
import { applyEvent, emptyRun } from './run-view.js';
import { type Advance, type StageView, secondsLeft } from './stage-view.js';
import { displayWidth, printable, truncateText } from './text-width.js';
import { lossWords, progressWords, timeLeftWords } from './wording.js';

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
    stream: terminal,
    clearOnComplete: true,
    hideCursor: false,
    linewrap: true,
    barsize: 24,
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
    const words = truncateText(
      barWords(stage, advance, look),
      room() - displayWidth(stage.stage) - 30,
      look.symbols.ellipsis,
    );
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

/** The stage whose bar an event moves, or undefined when the event deserves a line of its own. */
function movedStage(event: RunEvent, stages: readonly StageView[]): StageView | undefined {
  if (event.type !== 'stage-event') return undefined;
  if (!['progress', 'epoch', 'trial'].includes(event.event.type)) return undefined;
  return stages.find(({ stage }) => stage === event.stage);
}

function totalOf({ unit, total, done }: Advance): number {
  return unit === 'percent' ? 100 : (total ?? Math.max(1, done * 2));
}

function barWords(stage: StageView, advance: Advance, look: ReporterLook): string {
  const left = secondsLeft(advance, look.now());
  const { trial, epoch } = stage;
  return [
    advance.label === undefined ? '' : printable(advance.label),
    progressWords(advance),
    trial === undefined ? '' : printable(`best ${trial.metric} ${formatNumber(trial.best)}`),
    epoch === undefined ? '' : lossWords(epoch, look.symbols),
    left === undefined ? '' : timeLeftWords(left),
  ]
    .filter(Boolean)
    .join(` ${look.symbols.separator} `);
}
