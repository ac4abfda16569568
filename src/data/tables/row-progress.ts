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

/** Tells which of some columns is being looked at, by its index. */
export function columnProgress(
  emit: Emit,
  label: string,
  { length: of }: readonly unknown[],
): (index: number) => void {
  return (index) =>
    emit({
      type: 'progress',
      ...{ done: Math.floor((index / of) * 100), total: 100, unit: 'percent', label },
      part: { kind: 'column', number: index + 1, of },
    });
}

/** Tells what is being done when nothing tells how far it is. */
export function tellStep(emit: Emit, label: string): void {
  emit({ type: 'progress', ...{ done: 0, total: 100, unit: 'percent', label } });
}
