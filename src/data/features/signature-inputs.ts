import type { SignatureInput } from '../../contracts/model.js';
import type { FittedFeatures } from './fitted-features.js';

/** What a request must and may hold: the columns that the features read, with what training saw of them. */
export function signatureInputs(fitted: FittedFeatures): SignatureInput[] {
  // Where families that read differently work together, a column is there once for each way.
  const columns = new Map(fitted.columns.map((column) => [column.name, column]));
  const needed = new Set(fitted.columns.filter((each) => each.required).map(({ name }) => name));
  return [...columns.values()].map(({ name, type, range, values }) => ({
    name,
    type,
    required: needed.has(name),
    ...(range && { range }),
    ...(values && { values }),
  }));
}
