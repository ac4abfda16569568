/** A computed figure with twelve significant digits: those that do not depend on how it was summed. */
export function significant(value: number): number {
  return Number(value.toPrecision(12));
}

/** As {@link significant}, null for what is no number. */
export function significantOrNull(value: number): number | null {
  return Number.isFinite(value) ? significant(value) : null;
}
