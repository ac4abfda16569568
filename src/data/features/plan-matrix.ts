import { nearestWord } from '../../errors/index.js';
import { checkParam } from './check-param.js';
import { belongsTo } from './column-problems.js';
import {
  type FeatureProblem,
  matrixKey,
  type PlannedMatrix,
  type PlannedStep,
} from './feature-plan.js';
import { matrixSteps } from './matrix/index.js';
import type { ReduceStep, SelectStep } from './matrix/matrix-step.js';
import { plannedStep } from './plan-column.js';

interface PlanResult {
  readonly matrix: PlannedMatrix;
  readonly problems: readonly FeatureProblem[];
}

type Slot = keyof typeof matrixSteps;
type Declared = Readonly<Record<string, unknown>>;

/** What the project says of all columns together, with all that is wrong with it. */
export function planMatrix(declared: Declared): PlanResult {
  const problems: FeatureProblem[] = [];
  const steps = (slot: Slot): (SelectStep | ReduceStep)[] => {
    const wanted = declared[slot];
    const names: readonly unknown[] =
      wanted === undefined ? [] : Array.isArray(wanted) ? wanted : [wanted];
    return names.flatMap((name) => {
      const registry = matrixSteps[slot];
      if (typeof name === 'string' && registry.has(name)) return [registry.get(name)];
      problems.push(unknownStep(slot, String(name)));
      return [];
    });
  };
  const [select, reduce] = [steps('select'), steps('reduce')];
  const known = new Map([...select, ...reduce].flatMap(({ params }) => Object.entries(params)));
  for (const [key, value] of Object.entries(declared)) {
    if (key === 'select' || key === 'reduce') continue;
    const param = known.get(key);
    const expected = param === undefined ? undefined : checkParam(param, value);
    if (param === undefined) problems.push(unknownOption(key, known.keys()));
    else if (expected !== undefined)
      problems.push(badOption(key, `\`${key}\` must be ${expected}`));
  }
  const planned = ({ name, params }: SelectStep | ReduceStep): PlannedStep =>
    plannedStep({ name, params }, { declared, origin: 'declared', inferred: {} });
  const [reduction] = reduce;
  return {
    matrix: { select: select.map(planned), ...(reduction && { reduce: planned(reduction) }) },
    problems: problems.map((problem) => ({ ...problem, path: [matrixKey, ...problem.path] })),
  };
}

function unknownStep(slot: Slot, name: string): FeatureProblem {
  const { names } = matrixSteps[slot];
  const nearest = nearestWord(name, names);
  return {
    code: 'features/unknown-step',
    message: `\`${name}\` is not a way to ${slot} features`,
    path: [slot],
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `Use one of: ${names.join(', ')}`,
    ],
  };
}

function unknownOption(key: string, known: Iterable<string>): FeatureProblem {
  const nearest = nearestWord(key, ['select', 'reduce', ...known]);
  const hints = nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`];
  const owners = Object.values(matrixSteps)
    .flatMap((registry): (SelectStep | ReduceStep)[] => [...registry])
    .filter(({ params }) => key in params);
  return {
    ...badOption(key, `\`${key}\` is not an option of these steps over all columns`),
    hints: owners.length === 0 ? hints : [belongsTo(key, owners)],
  };
}

function badOption(key: string, message: string): FeatureProblem {
  return { code: 'features/bad-option', message, path: [key] };
}
