import type { Json } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';

/** Where parts are now that were written elsewhere. */
type Moves = { readonly now: Path; readonly written: Path }[];

/** The steps of `ingest.combine` in their long form. */
export function expandCombine(ingest: Json, moves: Moves): Json {
  if (!isObject(ingest) || !Array.isArray(ingest['combine'])) return ingest;
  const steps = ingest['combine'] as readonly Json[];
  return { ...ingest, combine: steps.map((step, index) => expandStep(step, index, moves)) };
}

function expandStep(step: Json, index: number, moves: Moves): Json {
  if (!isObject(step) || step['dedupe'] === undefined) return step;
  const { dedupe } = step;
  if (typeof dedupe === 'string' || Array.isArray(dedupe)) {
    const at = ['ingest', 'combine', index, 'dedupe'];
    moves.push({ now: [...at, 'on'], written: at });
    return { ...step, dedupe: { on: dedupe } };
  }
  return isObject(dedupe) ? { ...step, dedupe: expandKeep(dedupe, index, moves) } : step;
}

/** `keep: { latest: updated_at }` is `keep: latest` and `by: updated_at`. */
function expandKeep(dedupe: Readonly<Record<string, Json>>, index: number, moves: Moves): Json {
  const { keep } = dedupe;
  if (!isObject(keep)) return dedupe;
  const [entry, more] = Object.entries(keep);
  if (entry === undefined || more !== undefined) return dedupe;
  const [which, by] = entry;
  const at = ['ingest', 'combine', index, 'dedupe'];
  moves.push({ now: [...at, 'by'], written: [...at, 'keep', which] });
  return { ...dedupe, keep: which, by };
}
