/** How often the test split has been looked at. */
export interface ReportedLooks {
  readonly looks: number;
  readonly models: number;
  /** Whether the last look is this one. */
  readonly isNew?: boolean;
}

/** `looked at for the 3rd time (2 models)`; for an evaluation that is not new: `looked at 3 times (2 models)`. */
export function looksWords({ looks, models, isNew = true }: ReportedLooks): string {
  const tried = `${models} ${models === 1 ? 'model' : 'models'}`;
  if (isNew) return `looked at for the ${ordinal(looks)} time (${tried})`;
  return `looked at ${looks === 1 ? 'once' : `${looks} times`} (${tried})`;
}

function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
