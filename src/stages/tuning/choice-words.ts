import {
  bestBy,
  type Choice,
  closeToBest,
  type Objective,
  placeOf,
  type Reached,
} from './objectives.js';

/** The rule by which a trial is chosen, as it stands in the project: `choose: { best: roc_auc, within: 1%, then: latency }`. */
export function writtenChoice(choice: Choice): string {
  const parts = (['best', 'within', 'then'] as const).flatMap((key) =>
    choice[key] === undefined ? [] : [`${key}: ${choice[key]}`],
  );
  return `choose: { ${parts.join(', ')} }`;
}

/** Why this trial goes on: which rule chose it, and of how many. */
export function choiceWords(
  winner: Reached,
  {
    complete,
    objectives,
    choose,
  }: {
    /** The trials that it was chosen from. */
    readonly complete: readonly Reached[];
    readonly objectives: readonly Objective[];
    readonly choose: Choice | null;
  },
): string {
  const place = placeOf(objectives, choose?.best);
  const reached = (trial: Reached | undefined, at: number): string =>
    `${extreme(objectives[at])}, ${scoreWords(trial?.values[at] ?? Number.NaN)}`;
  if (choose?.then === undefined) {
    const several = objectives.length > 1;
    const why = !several ? '' : choose === null ? ', the first objective' : ', as `choose` says';
    return `it has the ${reached(winner, place)}${why}`;
  }
  const then = placeOf(objectives, choose.then);
  const best = bestBy(complete, objectives, place);
  const close = closeToBest(complete, objectives, choose).length;
  const of = `${reached(best, place)}${best === undefined ? '' : ` of trial ${best.number + 1}`}`;
  if (close === 1) return `it alone ${reaches(choose, 'one')} the ${of}`;
  return `of ${close} trials that ${reaches(choose, 'many')} the ${of}, it has the ${reached(winner, then)}`;
}

/** \`lose at most 1% of\`: what stands before the best value. */
function reaches({ within = 0 }: Choice, count: 'one' | 'many'): string {
  const lose = count === 'one' ? 'loses' : 'lose';
  if (Number.parseFloat(String(within)) === 0) return count === 'one' ? 'reaches' : 'reach';
  return `${lose} at most ${within} of`;
}

function extreme(objective: Objective | undefined): string {
  return `${objective?.direction === 'lower' ? 'lowest' : 'highest'} ${objective?.title ?? ''}`;
}

/** What a trial reached: four decimals, so that scores stand below each other, or four digits of what is small or large. */
export function scoreWords(value: number): string {
  const size = Math.abs(value);
  return size >= 0.01 && size < 100 ? value.toFixed(4) : String(Number(value.toPrecision(4)));
}
