import type { Emit } from '../../contracts/events.js';

/** Tells how far a statement is that goes through `rows` rows, if that many are known of. */
export function rowProgress(emit: Emit, label: string, rows?: number): (percent: number) => void {
  return (percent) =>
    emit({
      type: 'progress',
      ...{ done: percent, total: 100, unit: 'percent', label },
      ...(rows !== undefined && {
        rows: { done: Math.round((rows * percent) / 100), about: false },
      }),
    });
}
