import type { RunEvent } from '../pipeline/events.js';
import { outcomeLine } from './outcome.js';
import { type PlainLine, plainLines, progressLine } from './plain-lines.js';
import { isScreen, type Reporter, type ReporterLook, type ReporterStream } from './reporter.js';
import { applyEvent, emptyRun } from './run-view.js';
import { padColumns, printable, wrapWords } from './text-width.js';

/** Lines that come often (epochs, trials, progress) are shown at most this often, per stage. */
const secondsBetween = 5;

/** One line per step, without timestamps or redrawing: for pipes, log files and CI. */
export function plainReporter(stream: ReporterStream, look: ReporterLook): Reporter {
  const pace = new Pace(look.now);
  let stageWidth = 8;
  let run = emptyRun;

  const write = ({ stage, word, text, colour }: PlainLine) => {
    const label = padColumns(word, 8);
    const painted = colour === undefined ? label : look.style[colour](label);
    const before = stageWidth + 12;
    const [first = '', ...more] = isScreen(stream)
      ? wrapWords(printable(text), Math.max(20, stream.columns - before))
      : [printable(text)];
    const line = `${padColumns(stage, stageWidth)}  ${painted}  ${first}`;
    stream.write(`${line.trimEnd()}\n`);
    for (const rest of more) stream.write(`${' '.repeat(before)}${rest}\n`);
  };

  const linesOf = (event: RunEvent): readonly PlainLine[] => {
    if (event.type !== 'stage-event' || event.event.type !== 'progress') {
      return plainLines(event, look);
    }
    run = applyEvent(run, event, look.now());
    const advance = run.stages.find(({ stage }) => stage === event.stage)?.advance;
    return advance === undefined ? [] : [progressLine(event.stage, advance, look)];
  };

  return {
    event(event) {
      if (event.type === 'run-started') {
        stageWidth = Math.max(stageWidth, ...event.stages.map(({ stage }) => stage.length));
      }
      if (endsStage(event)) pace.held(event).forEach(write);
      linesOf(event)
        .filter((line) => pace.lets(line))
        .forEach(write);
      if (event.type === 'run-finished') stream.write(`${outcomeLine(event, look)}\n`);
    },
    close: () => undefined,
  };
}

type StageEnd = Extract<RunEvent, { readonly type: 'stage-finished' | 'stage-failed' }>;

function endsStage(event: RunEvent): event is StageEnd {
  return event.type === 'stage-finished' || event.type === 'stage-failed';
}

/** Holds frequent lines back, and keeps the newest so that the last one before the end is never lost. */
class Pace {
  readonly #now: () => number;
  readonly #shownAt = new Map<string, number>();
  readonly #held = new Map<string, PlainLine>();

  constructor(now: () => number) {
    this.#now = now;
  }

  lets(line: PlainLine): boolean {
    if (line.frequent === undefined) return true;
    const now = this.#now();
    const shownAt = this.#shownAt.get(line.stage);
    if (shownAt === undefined) this.#shownAt.set(line.stage, now);
    if (line.frequent && now - (shownAt ?? now) < secondsBetween * 1000) {
      this.#held.set(line.stage, line);
      return false;
    }
    this.#shownAt.set(line.stage, now);
    this.#held.delete(line.stage);
    return true;
  }

  held({ stage, type }: StageEnd): PlainLine[] {
    const line = this.#held.get(stage);
    this.#held.delete(stage);
    const over = type === 'stage-finished' && line?.passing === true;
    return line === undefined || over ? [] : [line];
  }
}
