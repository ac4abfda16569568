import type { StageEvent } from '../../contracts/events.js';
import type { SourcePart } from '../sources/source.js';
import type { Reached } from './among.js';
import type { Place, Plan } from './plan-columns.js';

/** Tells how far a part is, in rows too where they are known or can be estimated; among files, how far all are. */
export function partProgress(
  plans: readonly Plan[],
  { part, request }: Place,
): (percent: number) => void {
  const rows = part.rows ?? estimated(plans, part);
  return (percent) => request.emit(reached(part, percent, { among: request.among, rows }));
}

/** How far a part is when so many per cent of it are read. */
export function reached(
  part: SourcePart,
  percent: number,
  { among, rows }: { readonly among: Reached | undefined; readonly rows: number | undefined },
): StageEvent {
  const done = (among?.rows ?? 0) + Math.round(((rows ?? 0) * percent) / 100);
  return {
    type: 'progress',
    ...{ done: percent, total: 100, unit: 'percent', label: part.origin },
    ...(rows !== undefined && { rows: { done, about: part.rows === undefined } }),
    ...(among !== undefined && {
      done: Math.floor(((among.before + (part.bytes * percent) / 100) / among.bytes) * 100),
      part: { kind: 'file', number: among.number, of: among.of },
    }),
  };
}

/** The bytes of a file of separated cells by those of a row in the sample: each cell and what ends it. */
function estimated(plans: readonly Plan[], { bytes, dialect }: SourcePart): number | undefined {
  const plain = dialect['compression'] === 'none' && dialect['delimiter'] !== undefined;
  const row = plans.reduce((sum, { length }) => sum + (length ?? Number.NaN) + 1, 0);
  return plain && row > 0 ? Math.round(bytes / row) : undefined;
}
