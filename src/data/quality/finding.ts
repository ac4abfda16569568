import { countedPercent, exactPercent, wholeFigure } from '../../contracts/figure.js';
import type { Place } from '../../errors/index.js';
import type { Count } from './count-broken.js';
import type { PreparedCheck } from './prepare-checks.js';
import { clipped } from './shown-list.js';

/** What became of a check. */
export type Outcome = 'kept' | 'tolerated' | 'warned' | 'quarantined' | 'failed';

/** A row that breaks a rule. */
export interface Example {
  readonly row: number;
  /** The values to blame, as text; a value that must not be shown is replaced. */
  readonly values: readonly string[];
  readonly place: Place;
}

/** What one check found: plain data, fit to be kept and shown. */
export interface Finding {
  /** Place of the rule in the list. */
  readonly index: number;
  /** The key that names the rule. */
  readonly rule: string;
  /** What must hold. */
  readonly label: string;
  readonly outcome: Outcome;
  /** Rows the rule is about, and those that break it; absent for a rule about the table as a whole. */
  readonly considered?: number;
  readonly broken?: number;
  readonly examples: readonly Example[];
  /** One sentence with the numbers. */
  readonly message: string;
}

/** What becomes of a check that so many rows broke. */
export function outcomeOf(check: PreparedCheck, count: Count): Outcome {
  if (count.broken === 0) return 'kept';
  const tolerance = toleranceOf(check, count);
  if (check.otherwise === 'quarantine') {
    return count.broken <= (tolerance ?? Infinity) ? 'quarantined' : 'failed';
  }
  if (count.broken <= (tolerance ?? 0)) return 'tolerated';
  return check.otherwise === 'warn' ? 'warned' : 'failed';
}

/** How many rows may break a check; undefined when the project does not say. */
function toleranceOf(
  { maxShare, maxRows }: PreparedCheck,
  { considered }: Count,
): number | undefined {
  const limits = [
    ...(maxShare === undefined ? [] : [maxShare * considered]),
    ...(maxRows === undefined ? [] : [maxRows]),
  ];
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** The sentence about rows that break a check, with an example and where it stands. */
export function rowsMessage(
  { check: { label }, maxShare, maxRows }: PreparedCheck,
  { broken, considered }: Count,
  [example]: readonly Example[],
): string {
  if (broken === 0) return `${label}: all ${wholeFigure(considered)} rows keep it`;
  const allowed = [
    ...(maxShare === undefined ? [] : [exactPercent(maxShare)]),
    ...(maxRows === undefined ? [] : [`${wholeFigure(maxRows)} rows`]),
  ];
  const limit = allowed.length === 0 ? '' : `; ${allowed.join(' and ')} may`;
  const such = example === undefined ? '' : `, such as ${exampleText(example)}`;
  const verb = broken === 1 ? 'breaks' : 'break';
  return `${label}: ${wholeFigure(broken)} of ${wholeFigure(considered)} rows (${countedPercent(broken / considered, 3)}) ${verb} it${such}${limit}`;
}

function exampleText({ values, place: { file, line } }: Example): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return values.length === 0 ? where : `${values.map(clipped).join(', ')} (${where})`;
}
