/** A share in per cent, as it may be written. */
export const percent = { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*%$' };

/** So many different times, of a forecast. */
const steps = { type: 'string', pattern: '^\\d+\\s+steps?$' };

/** The sizes of splits: shares, per cent or steps. */
export function eachFraction(properties: object): object {
  const entries = Object.entries(properties)
    .filter(([name]) => ['train', 'validation', 'test'].includes(name))
    .map(([name, schema]) => [name, { anyOf: [schema, percent, steps] }]);
  return Object.fromEntries(entries) as object;
}
