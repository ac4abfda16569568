import type { Advance } from '../advance.js';
import { bar, sparkline } from '../drawing.js';
import { formatDuration } from '../format.js';
import type { ReporterLook } from '../reporter.js';
import type { StageView } from '../stage-view.js';
import { displayWidth, printable, truncateStart } from '../text-width.js';
import { advanceWords, factsLine, lossWords } from '../wording.js';
import { searchLines } from './search-words.js';
import type { LiveView } from './stage-surroundings.js';

/** The sign before a stage's name. */
export function stageMark(
  { state }: StageView,
  { style, symbols }: ReporterLook,
  frame: number,
): string {
  switch (state) {
    case 'pending':
      return style.dim(symbols.pending);
    case 'fresh':
      return style.dim(symbols.fresh);
    case 'waiting':
      return style.yellow(symbols.spinner[frame % symbols.spinner.length] ?? '');
    case 'running':
      return style.cyan(symbols.spinner[frame % symbols.spinner.length] ?? '');
    case 'done':
      return style.green(symbols.done);
    case 'failed':
      return style.red(symbols.failed);
    case 'stopped':
      return style.yellow(symbols.failed);
  }
}

/** The state of a stage in one line. */
export function stageHeadline(stage: StageView, view: LiveView): string {
  const { style } = view.look;
  const span = formatDuration(stage.seconds ?? 0);
  switch (stage.state) {
    case 'pending':
      return '';
    case 'fresh':
      return style.dim(joined([stage.reason, facts(stage, view)], view));
    case 'waiting':
      return `waiting for another mlx, process ${stage.pid ?? 'unknown'}`;
    case 'running':
      return running(stage, view);
    case 'done':
      return `${span.padEnd(8)}  ${facts(stage, view)}`;
    case 'failed':
      return style.red(`failed after ${span}`);
    case 'stopped':
      return style.yellow(`stopped after ${span}`);
  }
}

/** The state of a stage once its run is over: what did not finish will not. */
export function finalHeadline(stage: StageView, view: LiveView): string {
  if (stage.state === 'pending') return view.look.style.dim('not started');
  if (stage.state === 'running') return view.look.style.yellow('stopped');
  return stageHeadline(stage, view);
}

/** What happens inside a running stage: losses with their curve, trials with the best, the latest note. */
export function stageDetails(stage: StageView, view: LiveView): string[] {
  if (stage.state !== 'running') return [];
  return [...searchLines(stage, view), lossLine(stage, view), noteLine(stage, view)].filter(
    Boolean,
  );
}

function running(stage: StageView, view: LiveView): string {
  const elapsed = formatDuration(Math.floor((view.now - (stage.startedAt ?? view.now)) / 100) / 10);
  const where = stage.target === undefined || stage.target === 'local' ? '' : `on ${stage.target}`;
  const words =
    stage.advance === undefined ? printable(stage.reason ?? '') : advanceLine(stage.advance, view);
  return joined([elapsed.padEnd(8), printable(where), words], { ...view, gap: '  ' });
}

/** The figures whole; what is left of the line goes to the bar, and a long name loses its beginning. */
function advanceLine(advance: Advance, { look, now, room }: LiveView): string {
  const { style, symbols } = look;
  const figures = advanceWords(advance, now).join(` ${symbols.separator} `);
  const free = room - besideBar - figures.length - 2;
  const label = truncateStart(printable(advance.label ?? ''), free, symbols.ellipsis);
  const text = [label, figures].filter(Boolean).join(': ');
  const total = advance.unit === 'percent' ? 100 : advance.total;
  const width = Math.min(24, room - displayWidth(text) - besideBar - 1);
  if (total === undefined || width < 6) return text;
  return `${style.cyan(bar(advance.done / total, width, symbols))} ${text}`;
}

/** Columns of the time that has passed and the gap after it, and of a mark. */
const besideBar = 11;

function lossLine({ epoch, losses = [], backend }: StageView, view: LiveView): string {
  const { style, symbols } = view.look;
  if (epoch === undefined) return '';
  const words = lossWords(epoch, symbols);
  const width = Math.min(30, view.room - words.length - 12);
  const curve = losses.length > 1 && width > 3 ? style.cyan(sparkline(losses, width, symbols)) : '';
  return [words, curve, backend === undefined ? '' : style.dim(backend)].filter(Boolean).join('  ');
}

function noteLine({ note }: StageView, { look }: LiveView): string {
  return note === undefined || !look.verbose ? '' : look.style.dim(printable(note));
}

function facts(stage: StageView, { look }: LiveView): string {
  return factsLine(stage.facts ?? [], look.symbols);
}

function joined(
  parts: readonly (string | undefined)[],
  { look, gap }: LiveView & { readonly gap?: string },
): string {
  const filled = parts.filter((part) => part !== undefined && part.trim() !== '');
  return filled.join(gap ?? ` ${look.symbols.separator} `);
}
