import type { JsonObject } from '../../contracts/json.js';
import type { Reading } from '../../contracts/matrix.js';
import type { Column, ColumnType } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';
import { checkParam } from './check-param.js';
import type {
  ColumnFacts,
  FeatureProblem,
  Origin,
  PlannedColumn,
  PlannedStep,
} from './feature-plan.js';
import { featureSteps } from './steps/index.js';
import { type Slot, type Step, slots } from './steps/step.js';

export type Declared = Readonly<Record<string, unknown>>;

interface PlanResult {
  readonly column: PlannedColumn;
  readonly warnings: readonly string[];
  readonly problems: readonly FeatureProblem[];
}

/** The steps of one column that is used, with all that is wrong with what the project says of it. */
export function planColumn(
  { name, type }: Column,
  declared: Declared,
  { facts, reading }: { readonly facts: ColumnFacts | undefined; readonly reading: Reading },
): PlanResult {
  const choices = slots.map((slot) => choiceOf(slot, { type, reading }, declared));
  const steps = choices.flatMap(({ step }) => (step === undefined ? [] : [step]));
  const problems = [
    ...choices.flatMap((choice) => choice.problems),
    ...optionProblems(steps, declared),
  ];
  const planned = new Map(
    choices.flatMap(({ slot, step, origin }) =>
      step === undefined ? [] : [[slot, plannedStep(step, declared, origin)] as const],
    ),
  );

  const [scale, encode] = [planned.get('scale'), planned.get('encode')];
  const column: PlannedColumn = {
    name,
    type,
    impute: planned.get('impute') ?? { name: 'none', params: {}, origin: 'inferred' },
    ...(scale && { scale }),
    ...(encode && { encode }),
    indicator: declared['indicator'] === true,
  };
  const kept = reading === 'native' && encode === undefined ? undefined : facts;
  problems.push(...imputeProblems(column, kept), ...textProblems(column, problems));
  return {
    column,
    warnings: manyCategories(column, facts),
    problems: problems.map((problem) => ({ ...problem, path: [name, ...problem.path] })),
  };
}

const inferred: Readonly<
  Record<Reading, Readonly<Record<ColumnType, Partial<Record<Slot, string>>>>>
> = {
  scaled: {
    number: { impute: 'median', scale: 'standard' },
    integer: { impute: 'median', scale: 'standard' },
    boolean: { impute: 'mode', scale: 'none' },
    category: { impute: 'none', encode: 'one-hot' },
    timestamp: { impute: 'median', encode: 'date-parts' },
    text: {},
  },
  native: {
    number: { impute: 'none', scale: 'none' },
    integer: { impute: 'none', scale: 'none' },
    boolean: { impute: 'none', scale: 'none' },
    category: { impute: 'none', encode: 'codes' },
    timestamp: { impute: 'median', encode: 'date-parts' },
    text: {},
  },
};

interface Choice {
  readonly slot: Slot;
  readonly step: Step | undefined;
  readonly origin: Origin;
  readonly problems: readonly FeatureProblem[];
}

function choiceOf(
  slot: Slot,
  { type, reading }: { readonly type: ColumnType; readonly reading: Reading },
  declared: Declared,
): Choice {
  const wanted = declared[slot];
  const own = inferred[reading][type][slot];
  const fallback: Choice = {
    slot,
    step: own === undefined ? undefined : stepOf(slot, own),
    origin: 'inferred',
    problems: [],
  };
  if (wanted === undefined) return fallback;
  const step = typeof wanted === 'string' ? stepOf(slot, wanted) : undefined;
  if (step === undefined) return { ...fallback, problems: [unknownStep(slot, type, wanted)] };
  if (!step.accepts.includes(type)) return { ...fallback, problems: [unfitStep(step, type)] };
  return { slot, step, origin: 'declared', problems: [] };
}

function stepOf(slot: Slot, name: string): Step | undefined {
  return featureSteps[slot].has(name) ? featureSteps[slot].get(name) : undefined;
}

function fittingNames(slot: Slot, type: ColumnType): readonly string[] {
  const steps: readonly Step[] = [...featureSteps[slot]];
  return steps.filter(({ accepts }) => accepts.includes(type)).map(({ name }) => name);
}

function unknownStep(slot: Slot, type: ColumnType, wanted: unknown): FeatureProblem {
  const nearest = nearestWord(String(wanted), featureSteps[slot].names);
  return {
    code: 'features/unknown-step',
    message: `\`${String(wanted)}\` is not a way to ${slot}`,
    path: [slot],
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      ...usable(slot, type),
    ],
  };
}

function unfitStep({ slot, name, accepts }: Step, type: ColumnType): FeatureProblem {
  return {
    code: 'features/step-does-not-fit',
    message: `\`${slot}: ${name}\` works on ${accepts.join(', ')} columns, and this one is ${type}`,
    path: [slot],
    hints: [...usable(slot, type), 'Change the type of the column under `ingest.columns`'],
  };
}

function usable(slot: Slot, type: ColumnType): readonly string[] {
  const names = fittingNames(slot, type);
  return names.length === 0
    ? [`Take \`${slot}\` out: it does not apply to ${type} columns.`]
    : [`Use one of: ${names.join(', ')}`];
}

function plannedStep(step: Step, declared: Declared, origin: Origin): PlannedStep {
  const params = Object.entries(step.params).flatMap(([name, param]) => {
    const value = declared[name] ?? ('default' in param ? param.default : undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { name: step.name, params: Object.fromEntries(params) as JsonObject, origin };
}

const ownKeys = new Set<string>([...slots, 'drop', 'indicator']);

function optionProblems(steps: readonly Step[], declared: Declared): readonly FeatureProblem[] {
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
  const owner = [...featureSteps.impute, ...featureSteps.scale, ...featureSteps.encode].find(
    ({ params }) => key in params,
  );
  const nearest = nearestWord(key, [...known, ...ownKeys]);
  return {
    code: 'features/bad-option',
    message: `\`${key}\` is not an option of this column's steps`,
    path: [key],
    hints: [
      ...(owner === undefined ? [] : [`\`${key}\` belongs to \`${owner.slot}: ${owner.name}\`.`]),
      ...(nearest === undefined || owner !== undefined ? [] : [`Did you mean \`${nearest}\`?`]),
    ],
  };
}

function imputeProblems(
  { type, impute }: PlannedColumn,
  facts: ColumnFacts | undefined,
): readonly FeatureProblem[] {
  const flaw = featureSteps.impute.get(impute.name).check?.(impute.params, type);
  if (flaw !== undefined) {
    const message = `\`impute: ${impute.name}\` ${flaw}`;
    return [{ code: 'features/bad-option', message, path: ['impute'] }];
  }
  if (type === 'category' || impute.name !== 'none' || !facts || facts.missing === 0) return [];
  return [
    {
      code: 'features/missing-values',
      message: `the training rows have ${facts.missing} missing values here, and \`impute: none\` allows none`,
      path: ['impute'],
      hints: ['Choose how to impute them, or take these rows out of the source'],
    },
  ];
}

/** No step reads text, so that whatever is declared of it, something is wrong. */
function textProblems(
  { type, encode }: PlannedColumn,
  known: readonly FeatureProblem[],
): readonly FeatureProblem[] {
  if (type !== 'text' || encode !== undefined || known.length > 0) return [];
  return [
    {
      code: 'features/step-does-not-fit',
      message: 'no encoder reads text columns',
      path: [],
      hints: ['Declare `type: category` under `ingest.columns`, or `drop: true` here'],
    },
  ];
}

function manyCategories(
  { name, encode }: PlannedColumn,
  facts: ColumnFacts | undefined,
): readonly string[] {
  const most = encode?.params['max_categories'];
  if (encode?.origin !== 'inferred' || typeof most !== 'number') return [];
  if (facts === undefined || facts.distinct <= most) return [];
  return [
    `column \`${name}\` has ${facts.distinct} categories: the ${most} most frequent get a feature each, the others share \`${name}=(other)\``,
  ];
}
