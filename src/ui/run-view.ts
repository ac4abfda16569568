import type { StageEvent } from '../contracts/events.js';
import type { RunEvent } from '../pipeline/events.js';
import { type StageView, stageWith } from './stage-view.js';

/** A warning, or a notable note: what stays on the screen. */
export interface WarningView {
  readonly stage: string;
  readonly text: string;
  readonly hint?: string;
  readonly isNote?: boolean;
}

/** A run as it stands: what a live display shows. A new object after every event that changes it. */
export interface RunView {
  readonly stages: readonly StageView[];
  readonly warnings: readonly WarningView[];
  readonly outcome?: Extract<RunEvent, { readonly type: 'run-finished' }>;
}

/** A run of which nothing is known yet. */
export const emptyRun: RunView = { stages: [], warnings: [] };

/** The run after an event that came at `now` milliseconds. */
export function applyEvent(run: RunView, event: RunEvent, now: number): RunView {
  switch (event.type) {
    case 'run-started':
      return { ...run, stages: event.stages.map(({ stage }) => ({ stage, state: 'pending' })) };
    case 'stage-fresh':
      return changed(run, event.stage, {
        state: 'fresh',
        reason: event.reason,
        facts: event.facts,
      });
    case 'stage-waiting':
      return changed(run, event.stage, { state: 'waiting', pid: event.pid });
    case 'stage-started':
      return changed(run, event.stage, {
        state: 'running',
        reason: event.reason,
        target: event.target,
        startedAt: now,
      });
    case 'stage-event':
      return inside(run, event, now);
    case 'stage-finished':
      return changed(run, event.stage, {
        state: 'done',
        seconds: event.seconds,
        facts: event.facts,
      });
    case 'stage-failed':
      return changed(run, event.stage, {
        state: event.interrupted === true ? 'stopped' : 'failed',
        seconds: event.seconds,
      });
    case 'run-finished':
      return { ...run, outcome: event };
  }
}

function inside(
  run: RunView,
  { stage, event }: { stage: string; event: StageEvent },
  now: number,
): RunView {
  if (event.type === 'warning') {
    const { text, hint } = event;
    return {
      ...run,
      warnings: [...run.warnings, { stage, text, ...(hint === undefined ? {} : { hint }) }],
    };
  }
  if (event.type === 'note' && event.isNotable === true) {
    return { ...run, warnings: [...run.warnings, { stage, text: event.text, isNote: true }] };
  }
  return replaced(run, stage, (before) => stageWith(before, event, now));
}

function changed(run: RunView, stage: string, change: Partial<StageView>): RunView {
  return replaced(run, stage, (before) => ({ ...before, ...change }));
}

/** The run with one stage changed; a stage that the plan did not name is added at the end. */
function replaced(run: RunView, stage: string, change: (before: StageView) => StageView): RunView {
  const known = run.stages.some((each) => each.stage === stage);
  const stages: readonly StageView[] = known
    ? run.stages
    : [...run.stages, { stage, state: 'pending' }];
  return { ...run, stages: stages.map((each) => (each.stage === stage ? change(each) : each)) };
}
