import type { StageEvent } from '../contracts/events.js';
import type { RunEvent } from '../pipeline/events.js';
import type { Advance } from './advance.js';
import { formatDuration, formatNumber } from './format.js';
import type { ReporterLook } from './reporter.js';
import type { Style } from './style.js';
import { padColumns, printable } from './text-width.js';
import * as words from './wording.js';

/** One step of a run in words: which stage, what kind of news, and the news. */
export interface PlainLine {
  readonly stage: string;
  readonly word: string;
  readonly text: string;
  readonly colour?: keyof Style;
  /** One of many alike: may be held back so that lines come every few seconds. */
  readonly frequent?: boolean;
  /** Of no interest any more once the stage is done. */
  readonly passing?: boolean;
}

type StageEventOf<Type extends StageEvent['type']> = Extract<StageEvent, { readonly type: Type }>;
type RunEventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** What an event says, in none, one or several lines; progress has {@link progressLine}. */
export function plainLines(event: RunEvent, look: ReporterLook): PlainLine[] {
  switch (event.type) {
    case 'run-started':
      return planLines(event, look);
    case 'stage-fresh':
      return [freshLine(event, look)];
    case 'stage-waiting':
      return [waitingLine(event)];
    case 'stage-started':
      return [startedLine(event)];
    case 'stage-event':
      return insideLines(event, look);
    case 'stage-finished':
      return [finishedLine(event, look)];
    case 'stage-failed':
      return [failedLine(event)];
    case 'run-finished':
      return [];
  }
}

function planLines({ stages }: RunEventOf<'run-started'>, { verbose }: ReporterLook): PlainLine[] {
  if (!verbose) return [];
  return stages.map(({ stage, state, reason }) => ({
    stage,
    word: 'plan',
    text: `${state === 'fresh' ? 'up to date' : 'to do'}: ${reason}`,
    colour: 'dim',
  }));
}

function freshLine(
  { stage, reason, facts }: RunEventOf<'stage-fresh'>,
  look: ReporterLook,
): PlainLine {
  const text = [reason, words.factsLine(facts, look.symbols)].filter(Boolean);
  return { stage, word: 'fresh', text: text.join(` ${look.symbols.separator} `), colour: 'dim' };
}

function waitingLine({ stage, pid }: RunEventOf<'stage-waiting'>): PlainLine {
  return {
    stage,
    word: 'waiting',
    text: `another mlx, process ${pid}, is making it`,
    colour: 'yellow',
  };
}

function startedLine({ stage, reason, target }: RunEventOf<'stage-started'>): PlainLine {
  return { stage, word: 'running', text: target === 'local' ? reason : `${reason} (on ${target})` };
}

function finishedLine(
  { stage, seconds, facts }: RunEventOf<'stage-finished'>,
  look: ReporterLook,
): PlainLine {
  const text = `${padColumns(formatDuration(seconds), 8)}  ${words.factsLine(facts, look.symbols)}`;
  return { stage, word: 'done', text, colour: 'green' };
}

function failedLine({ stage, seconds, interrupted }: RunEventOf<'stage-failed'>): PlainLine {
  const text = `after ${formatDuration(seconds)}`;
  if (interrupted === true) return { stage, word: 'stopped', text, colour: 'yellow' };
  return { stage, word: 'failed', text, colour: 'red' };
}

function insideLines({ stage, event }: RunEventOf<'stage-event'>, look: ReporterLook): PlainLine[] {
  const detail =
    event.type === 'columns' ||
    event.type === 'fact' ||
    (event.type === 'note' && event.isNotable !== true);
  if (event.type === 'features' && !look.verbose) return featureLines(stage, chosen(event));
  return detail && !look.verbose ? [] : stageLines(stage, event, look);
}

function stageLines(stage: string, event: StageEvent, look: ReporterLook): PlainLine[] {
  if (isTabular(event)) return tableLines(stage, event);
  switch (event.type) {
    case 'progress':
      return [];
    case 'backend':
      return [{ stage, word: 'backend', text: words.backendWords(event) }];
    case 'epoch':
      return [epochLine(stage, event, look)];
    case 'trial':
      return [trialLine(stage, event, look)];
    case 'fact':
      return [{ stage, word: 'fact', text: words.factWords(event) }];
    case 'note':
      return [{ stage, word: 'note', text: event.text }];
    case 'warning':
      return warningLines(stage, event);
  }
}

type Tabular = StageEventOf<'columns' | 'features' | 'quality' | 'diff'>;

function isTabular(event: StageEvent): event is Tabular {
  return ['columns', 'features', 'quality', 'diff'].includes(event.type);
}

/** What takes several lines. */
function tableLines(stage: string, event: Tabular): PlainLine[] {
  if (event.type === 'columns') return columnLines(stage, event);
  if (event.type === 'features') return featureLines(stage, event);
  return event.type === 'quality' ? qualityLines(stage, event) : diffLines(stage, event);
}

/** How far a stage is: `data.csv: 62 % · about 410,000 rows/s · 4 s left`. */
export function progressLine(
  stage: string,
  advance: Advance,
  { now, symbols }: ReporterLook,
): PlainLine {
  const figures = words.advanceWords(advance, now()).join(` ${symbols.separator} `);
  const text = [advance.label ?? '', figures].filter(Boolean).join(': ');
  return { stage, word: 'progress', text, frequent: true, passing: true };
}

function columnLines(stage: string, event: StageEventOf<'columns'>): PlainLine[] {
  const each = event.columns.map(({ name, type, role, inferred }) => ({
    stage: '',
    word: '',
    text: `${printable(name)}: ${type}, ${role}${inferred ? ' (inferred)' : ''}`,
  }));
  return [{ stage, word: 'columns', text: words.columnsWords(event) }, ...each];
}

/** Only what was chosen by more than the type of the column; columns left out have a warning of their own. */
function chosen(event: StageEventOf<'features'>): StageEventOf<'features'> {
  return {
    ...event,
    columns: event.columns.filter(
      ({ inferred, why, settings }) => inferred && why !== undefined && settings['drop'] !== true,
    ),
  };
}

/** Each column as it would stand in the project, ready to be copied there. */
function featureLines(stage: string, { columns, reading }: StageEventOf<'features'>): PlainLine[] {
  return columns.map((column, at) => ({
    stage: at === 0 ? stage : '',
    word: at === 0 ? reading : '',
    text: printable(words.featureWords(column)),
  }));
}

/** Outcomes that were warned of have a line of their own already. */
function qualityLines(stage: string, event: StageEventOf<'quality'>): PlainLine[] {
  const each = event.findings
    .filter(({ outcome }) => outcome !== 'warned')
    .map(
      ({ outcome, message }): PlainLine => ({
        stage: '',
        word: outcome === 'quarantined' ? 'aside' : outcome === 'kept' ? 'kept' : 'allowed',
        text: message,
        colour: outcome === 'kept' ? 'green' : 'yellow',
      }),
    );
  return [{ stage, word: 'quality', text: words.qualityWords(event) }, ...each];
}

function diffLines(stage: string, event: StageEventOf<'diff'>): PlainLine[] {
  const each = event.lines.map(
    ({ sign, text }): PlainLine => ({
      stage: '',
      word: sign,
      text,
      colour: sign === '+' ? 'green' : 'red',
    }),
  );
  return [{ stage, word: 'diff', text: event.title }, ...each];
}

function epochLine(stage: string, event: StageEventOf<'epoch'>, look: ReporterLook): PlainLine {
  const text = `${event.candidate} ${event.epoch}/${event.epochs}  ${words.lossWords(event, look.symbols)}`;
  return { stage, word: 'epoch', text, frequent: event.epoch < event.epochs };
}

function trialLine(
  stage: string,
  event: StageEventOf<'trial'>,
  { symbols }: ReporterLook,
): PlainLine {
  const which = event.trials === undefined ? `${event.number}` : `${event.number}/${event.trials}`;
  const value = event.state === 'failed' ? 'failed' : formatNumber(event.value);
  const parts = [
    `${event.metric} ${value}${event.state === 'pruned' ? ', given up early' : ''}`,
    `best ${formatNumber(event.best)}`,
    event.seconds === undefined ? '' : formatDuration(event.seconds),
    printable(event.problem ?? event.settings ?? ''),
  ].filter(Boolean);
  const who = event.candidate === undefined ? '' : `${printable(event.candidate)} `;
  const text = `${which}  ${who}${parts.join(` ${symbols.separator} `)}`;
  return { stage, word: 'trial', text, frequent: event.number !== event.trials };
}

function warningLines(stage: string, event: StageEventOf<'warning'>): PlainLine[] {
  const warning: PlainLine = { stage, word: 'warning', text: event.text, colour: 'yellow' };
  if (event.hint === undefined) return [warning];
  return [warning, { stage: '', word: 'hint', text: event.hint, colour: 'cyan' }];
}
