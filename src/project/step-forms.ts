import type { Json } from '../contracts/json.js';
import { isObject } from './json-mapping.js';
import type { Path } from './project.js';

/** Where parts are now that were written elsewhere. */
type Moves = { readonly now: Path; readonly written: Path }[];

/** The steps of `ingest.steps` in their long form: a path is a module, and what stands beside `module` are its params. */
export function expandSteps(ingest: Json, moves: Moves): Json {
  if (!isObject(ingest) || !Array.isArray(ingest['steps'])) return ingest;
  const steps = ingest['steps'] as readonly Json[];
  return { ...ingest, steps: steps.map((step, index) => expandStep(step, index, moves)) };
}

function expandStep(step: Json, index: number, moves: Moves): Json {
  const at = ['ingest', 'steps', index];
  if (typeof step === 'string') {
    moves.push({ now: [...at, 'module'], written: at });
    return { module: step };
  }
  if (!isObject(step)) return step;
  const { module, ...beside } = step;
  const names = Object.keys(beside);
  // Long already, or a mixture of both forms, which the schema refuses.
  if (module === undefined || names.length === 0 || names.includes('params')) return step;
  for (const name of names) {
    moves.push({ now: [...at, 'params', name], written: [...at, name] });
  }
  return { module, params: beside };
}
