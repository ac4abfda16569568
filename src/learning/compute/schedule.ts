import type { EpochRecord } from './fit-context.js';
import type { Schedule } from './training-options.js';

/** What a schedule may know: it follows from these alone, so that a resumed training has the same rates. */
export interface SchedulePlace {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly batches: number;
  /** The epochs before this one. */
  readonly history: readonly EpochRecord[];
}

/** The factor on the learning rate at a batch of an epoch; batches count from 0. */
export function scheduleFactor(
  schedule: Schedule | undefined,
  place: SchedulePlace,
): (batch: number) => number {
  if (schedule === undefined) return () => 1;
  const { epoch, batches } = place;
  const warmup = (schedule.warmupEpochs ?? 0) * batches;
  const factor = factorAt(schedule, place, warmup);
  return (batch) => {
    const step = (epoch - 1) * batches + batch;
    return step < warmup ? (step + 1) / (warmup + 1) : factor(step - warmup);
  };
}

/** `step` counts from the end of the warm-up. */
function factorAt(
  schedule: Schedule,
  { epoch, epochs, batches, history }: SchedulePlace,
  warmup: number,
): (step: number) => number {
  const cooled = Math.max(0, epoch - 1 - (schedule.warmupEpochs ?? 0));
  switch (schedule.name) {
    case 'constant':
      return () => 1;
    case 'cosine': {
      const { floor = 0 } = schedule;
      const all = Math.max(1, epochs * batches - warmup);
      return (step) => floor + ((1 - floor) * (1 + Math.cos((Math.PI * step) / all))) / 2;
    }
    case 'step': {
      const factor = schedule.factor ** Math.floor(cooled / schedule.every);
      return () => factor;
    }
    case 'exponential': {
      const factor = schedule.factor ** cooled;
      return () => factor;
    }
    case 'plateau': {
      const factor = schedule.factor ** plateaus(history, schedule.patience);
      return () => factor;
    }
  }
}

/** How often the watched loss went `patience` epochs without a new minimum; each time the wait begins anew. */
function plateaus(history: readonly EpochRecord[], patience: number): number {
  let best = Infinity;
  let waited = 0;
  let count = 0;
  for (const { loss, validationLoss } of history) {
    const watched = validationLoss ?? loss;
    if (watched < best) {
      best = watched;
      waited = 0;
    } else if (++waited > patience) {
      count++;
      waited = 0;
    }
  }
  return count;
}
