interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A range in words: `at least 3`, `at most 5`, `3 to 5`. */
export function rangeText({ min, max }: Range): string {
  if (min === undefined) return max === undefined ? 'any' : `at most ${numberText(max)}`;
  return max === undefined
    ? `at least ${numberText(min)}`
    : `${numberText(min)} to ${numberText(max)}`;
}

/** Whether a number lies in a range, both ends included. */
export function isWithin(value: number, { min, max }: Range): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

/** A number for people: thousands apart, six digits at most. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: Number.isInteger(value) ? 21 : 6,
  });
}
