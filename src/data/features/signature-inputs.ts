import type { SignatureInput } from '../../contracts/model.js';
import type { FittedFeatures } from './fitted-features.js';

/** What a request must and may hold: the columns that the features read, with what training saw of them. */
export function signatureInputs(fitted: FittedFeatures): SignatureInput[] {
  return fitted.columns.map(({ name, type, required, range, values }) => ({
    name,
    type,
    required,
    ...(range && { range }),
    ...(values && { values }),
  }));
}
