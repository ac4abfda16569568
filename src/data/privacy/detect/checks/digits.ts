/** The digits of a text, whatever stands between them. */
export function digitsOf(text: string): readonly number[] {
  return Array.from(text.replaceAll(/\D/g, ''), Number);
}

/** Sum of digits times weights, as far as both go. */
export function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0);
}

/** The digit at a place; from the end when negative. NaN beyond the ends, which equals nothing. */
export function digit(digits: readonly number[], at: number): number {
  return digits.at(at) ?? Number.NaN;
}

/** Whether all digits are the same: no such number is ever given out, though many checks let it pass. */
export function isMonotone(digits: readonly number[]): boolean {
  return digits.every((each) => each === digits[0]);
}

/** Digits from one place to another as a number. */
export function numberAt(digits: readonly number[], from: number, to: number): number {
  return Number(digits.slice(from, to).join(''));
}
