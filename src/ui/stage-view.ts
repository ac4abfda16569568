import type { StageEvent } from '../contracts/events.js';
import type { Fact } from '../pipeline/events.js';
import { type Advance, advanced } from './advance.js';

type EventOf<Type extends StageEvent['type']> = Extract<StageEvent, { readonly type: Type }>;

/** A search as far as it got. */
interface SearchView {
  /** What each trial reached that reached something, oldest first. */
  readonly values: readonly number[];
  /** The trial that is the best so far. */
  readonly best?: EventOf<'trial'>;
  /** Of each candidate, the newest that is known of what matters. */
  readonly importance: ReadonlyMap<string, NonNullable<EventOf<'trial'>['importance']>>;
  readonly failed: number;
  readonly pruned: number;
}

/** A stage as it stands. */
export interface StageView {
  readonly stage: string;
  readonly state: 'pending' | 'fresh' | 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
  readonly reason?: string;
  readonly target?: string;
  /** The process waited for. */
  readonly pid?: number;
  /** Milliseconds on the reporter's clock. */
  readonly startedAt?: number;
  readonly seconds?: number;
  readonly facts?: readonly Fact[];
  readonly advance?: Advance;
  readonly backend?: string;
  readonly epoch?: EventOf<'epoch'>;
  /** Validation loss of the present candidate's epochs, or the training loss where there is no validation. */
  readonly losses?: readonly number[];
  readonly trial?: EventOf<'trial'>;
  readonly search?: SearchView;
  readonly note?: string;
}

/** The stage after something it told at `now` milliseconds. */
export function stageWith(stage: StageView, event: StageEvent, now: number): StageView {
  if (!changesView(event)) return stage;
  switch (event.type) {
    case 'progress':
      return { ...stage, advance: advanced(stage.advance, event, now) };
    case 'epoch':
      return withEpoch(stage, event, now);
    case 'trial':
      return withTrial(stage, event, now);
    case 'backend':
      return { ...stage, backend: event.backend };
    case 'fact':
      return {
        ...stage,
        facts: [...(stage.facts ?? []).filter((fact) => fact.name !== event.name), event],
      };
    case 'note':
      return { ...stage, note: event.text };
  }
}

type Passing = EventOf<'columns' | 'features' | 'quality' | 'diff' | 'warning'>;

/** The others pass by: what they say is shown once, above the live view. */
function changesView(event: StageEvent): event is Exclude<StageEvent, Passing> {
  return !['columns', 'features', 'quality', 'diff', 'warning'].includes(event.type);
}

function withEpoch(stage: StageView, event: EventOf<'epoch'>, now: number): StageView {
  const again = stage.epoch?.candidate === event.candidate && event.epoch > stage.epoch.epoch;
  const losses = [...(again ? (stage.losses ?? []) : []), event.validationLoss ?? event.loss];
  if (stage.trial !== undefined) return { ...stage, epoch: event, losses };
  const progress = {
    done: event.epoch,
    total: event.epochs,
    unit: 'epochs',
    label: event.candidate,
  } as const;
  return { ...stage, epoch: event, losses, advance: advanced(stage.advance, progress, now) };
}

function withTrial(stage: StageView, event: EventOf<'trial'>, now: number): StageView {
  const total = event.trials === undefined ? {} : { total: event.trials };
  const advance = advanced(stage.advance, { done: event.number, ...total, unit: 'trials' }, now);
  return { ...stage, trial: event, advance, search: withOneMore(stage.search, event) };
}

const nothingTried: SearchView = { values: [], importance: new Map(), failed: 0, pruned: 0 };

function withOneMore(before: SearchView | undefined, event: EventOf<'trial'>): SearchView {
  const { values, best, importance, failed, pruned } = before ?? nothingTried;
  const isComplete = event.state === undefined || event.state === 'complete';
  const isBest = isComplete && event.value === event.best && best?.value !== event.value;
  const now = isBest ? event : best;
  return {
    values: isComplete && Number.isFinite(event.value) ? [...values, event.value] : values,
    ...(now !== undefined && { best: now }),
    importance: importanceAfter(importance, event),
    failed: failed + Number(event.state === 'failed'),
    pruned: pruned + Number(event.state === 'pruned'),
  };
}

function importanceAfter(
  before: SearchView['importance'],
  { candidate = '', importance }: EventOf<'trial'>,
): SearchView['importance'] {
  return importance === undefined ? before : new Map([...before, [candidate, importance] as const]);
}
