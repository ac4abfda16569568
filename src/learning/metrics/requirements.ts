import { MlxError } from '../../errors/index.js';
import type { Evaluation, Interval } from './evaluation/evaluation.js';

/** A line of the contract about a metric on the test split. */
export interface MetricRequirement {
  readonly metric: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Whether a requirement is met, and why, in a sentence. */
export interface Verdict {
  readonly metric: string;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly min?: number;
  readonly max?: number;
  readonly passed: boolean;
  readonly explanation: string;
}

/** Holds the requirements against what was measured, in their order. A metric without a value fails. */
export function checkRequirements(
  requirements: readonly MetricRequirement[],
  evaluation: Pick<Evaluation, 'metrics'>,
): readonly Verdict[] {
  return requirements.map((requirement) => verdictOf(requirement, evaluation));
}

/** The failure that stops a run when a verdict did not pass, or undefined when all did. */
export function requirementFailure(verdicts: readonly Verdict[]): MlxError | undefined {
  const missed = verdicts.filter(({ passed }) => !passed);
  const [first] = missed;
  if (first === undefined) return undefined;
  const message =
    missed.length === 1
      ? `A requirement is not met: ${first.explanation}`
      : `${missed.length} of ${verdicts.length} requirements are not met`;
  return new MlxError('evaluation/requirement-missed', message, {
    problems: missed.map(({ explanation }) => ({
      code: 'evaluation/requirement-missed' as const,
      message: explanation,
    })),
    hints: ['Improve the model, or change the line under `requirements`'],
  });
}

function verdictOf(
  requirement: MetricRequirement,
  { metrics }: Pick<Evaluation, 'metrics'>,
): Verdict {
  const { metric } = requirement;
  const limits = limitsOf(requirement);
  const result = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (result === undefined || result.value === null) {
    const why = result === undefined ? notOfTask(metrics) : (result.reason ?? 'it has no value');
    const explanation = `\`${metric}\` could not be measured: ${why}`;
    return { metric, value: null, interval: null, ...limits, passed: false, explanation };
  }
  const { value, interval } = result;
  const measured: Measured = { min: -Infinity, max: Infinity, ...limits, value, interval };
  const passed = value >= measured.min && value <= measured.max;
  const explanation = `\`${metric}\` ${explain(measured, passed)}`;
  return { metric, value, interval, ...limits, passed, explanation };
}

function limitsOf({ min, max }: MetricRequirement): Pick<Verdict, 'min' | 'max'> {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function notOfTask(metrics: Evaluation['metrics']): string {
  return `it is not a metric of this task, which has ${Object.keys(metrics).join(', ')}`;
}

interface Measured {
  readonly value: number;
  readonly interval: Interval | null;
  readonly min: number;
  readonly max: number;
}

function explain({ value, interval, min, max }: Measured, passed: boolean): string {
  const limits = [min, max].filter(Number.isFinite);
  const wanted = [
    ...(Number.isFinite(min) ? [`at least ${min}`] : []),
    ...(Number.isFinite(max) ? [`at most ${max}`] : []),
  ].join(' and ');
  const [low, high] = interval ?? [value, value];
  const between =
    interval === null ? '' : ` (95 % interval ${rounded(low, limits)} to ${rounded(high, limits)})`;
  const doubt = limits.some((limit) => low < limit && high > limit)
    ? '; the interval reaches both sides of the limit'
    : '';
  const verb = passed ? 'as required' : 'and is required to be';
  return `is ${rounded(value, limits)}${between}, ${verb} ${wanted}${doubt}`;
}

/** Four digits, or as many as it takes to stay on the right side of the limits. */
function rounded(value: number, limits: readonly number[]): string {
  for (let digits = 4; digits < 17; digits++) {
    const short = Number(value.toPrecision(digits));
    if (limits.every((limit) => Math.sign(short - limit) === Math.sign(value - limit))) {
      return String(short);
    }
  }
  return String(value);
}
