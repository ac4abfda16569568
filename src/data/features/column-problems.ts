import type { ColumnType } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';
import { checkParam } from './check-param.js';
import type { ColumnFacts, FeatureProblem, PlannedColumn, PlannedStep } from './feature-plan.js';
import { featureSteps } from './steps/index.js';
import { type Slot, type Step, slots } from './steps/step.js';

const ownKeys = new Set<string>([...slots, 'drop', 'indicator']);

/** Options that no step of the column has, or that are not as it expects. */
export function optionProblems(
  steps: readonly Step[],
  declared: Readonly<Record<string, unknown>>,
): readonly FeatureProblem[] {
  const known = new Map(steps.flatMap(({ params }) => Object.entries(params)));
  return Object.entries(declared).flatMap(([key, value]): readonly FeatureProblem[] => {
    if (key === 'drop' || key === 'indicator') return isFlag(key, value);
    if (ownKeys.has(key)) return [];
    const param = known.get(key);
    if (param === undefined) return [unknownOption(key, known.keys())];
    const expected = checkParam(param, value);
    if (expected === undefined) return [];
    return [
      { code: 'features/bad-option', message: `\`${key}\` must be ${expected}`, path: [key] },
    ];
  });
}

function isFlag(key: string, value: unknown): readonly FeatureProblem[] {
  if (typeof value === 'boolean') return [];
  const message = `\`${key}\` must be \`true\` or \`false\``;
  return [{ code: 'features/bad-option', message, path: [key] }];
}

function unknownOption(key: string, known: Iterable<string>): FeatureProblem {
  const owners = slots
    .flatMap((slot): readonly Step[] => [...featureSteps[slot]])
    .filter(({ params, forImports }) => key in params && forImports !== true);
  const nearest = nearestWord(key, [...known, ...ownKeys]);
  return {
    code: 'features/bad-option',
    message: `\`${key}\` is not an option of this column's steps`,
    path: [key],
    hints: [
      ...(owners.length === 0 ? [] : [belongsTo(key, owners)]),
      ...(nearest === undefined || owners.length > 0 ? [] : [`Did you mean \`${nearest}\`?`]),
    ],
  };
}

/** Which steps have an option. */
export function belongsTo(
  key: string,
  owners: readonly { readonly slot: string; readonly name: string }[],
): string {
  const named = owners.map(({ slot, name }) => `\`${slot}: ${name}\``);
  return `\`${key}\` belongs to ${named.join(', ')}`;
}

/** What a step itself has against its params. */
export function checkProblems(
  slot: Slot,
  { name, params }: PlannedStep,
  type: ColumnType,
): readonly FeatureProblem[] {
  const flaw = stepNamed(slot, name)?.check?.(params, type);
  if (flaw === undefined) return [];
  return [{ code: 'features/bad-option', message: `\`${slot}: ${name}\` ${flaw}`, path: [slot] }];
}

/** Missing values that nothing stands for. */
export function missingProblems(
  { impute }: PlannedColumn,
  facts: ColumnFacts | undefined,
): readonly FeatureProblem[] {
  if (impute.name !== 'none' || !facts || facts.missing === 0) return [];
  return [
    {
      code: 'features/missing-values',
      message: `the training rows have ${facts.missing} missing values here, and \`impute: none\` allows none`,
      path: ['impute'],
      hints: ['Choose how to impute them, or take these rows out of the source'],
    },
  ];
}

function stepNamed(slot: Slot, name: string): Step | undefined {
  return featureSteps[slot].has(name) ? featureSteps[slot].get(name) : undefined;
}
