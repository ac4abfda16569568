import type { JsonObject } from '../../contracts/json.js';
import type { Reading } from '../../contracts/matrix.js';
import { type Column, type ColumnType, isWritten } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';
import { checkProblems, missingProblems, optionProblems } from './column-problems.js';
import type {
  ColumnFacts,
  FeatureProblem,
  Origin,
  PlannedColumn,
  PlannedStep,
} from './feature-plan.js';
import { type InferredSteps, inferSteps } from './infer-steps.js';
import { featureSteps } from './steps/index.js';
import { type EncodeStep, type Slot, type Step, slots } from './steps/step.js';

export type Declared = Readonly<Record<string, unknown>>;

interface PlanResult {
  readonly column: PlannedColumn;
  readonly problems: readonly FeatureProblem[];
}

/** The steps of one column that is used, with all that is wrong with what the project says of it. */
export function planColumn(
  { name, type }: Column,
  declared: Declared,
  { facts, reading }: { readonly facts: ColumnFacts | undefined; readonly reading: Reading },
): PlanResult {
  const inferred = inferSteps(type, reading, facts);
  const choices = slots.flatMap((slot) =>
    choicesOf(slot, { column: name, type, inferred }, declared),
  );
  const used = choices.flatMap(({ step, origin }) =>
    step === undefined ? [] : [{ step, origin }],
  );
  const planned = used.map(({ step, origin }) => ({
    slot: step.slot,
    step: plannedStep(step, { declared, origin, inferred: inferredFor(step, inferred) }),
  }));
  const at = (slot: Slot): PlannedStep | undefined =>
    planned.find((each) => each.slot === slot)?.step;
  const encode = planned.filter(({ slot }) => slot === 'encode').map(({ step }) => step);
  const [outliers, scale] = [at('outliers'), at('scale')];
  const isInferred = used.some(({ origin }) => origin === 'inferred');
  const column: PlannedColumn = {
    name,
    type,
    impute: at('impute') ?? { name: 'none', params: {}, origin: 'inferred' },
    ...(outliers && { outliers }),
    ...(scale && { scale }),
    encode,
    indicator: declared['indicator'] === true,
    ...(isInferred && inferred.why !== undefined && { why: inferred.why }),
  };
  const mayMiss = isWritten(type) || (reading === 'native' && encode.length === 0);
  const problems = [
    ...choices.flatMap((choice) => choice.problems),
    ...optionProblems(
      used.map(({ step }) => step),
      declared,
    ),
    ...planned.flatMap(({ slot, step }) => checkProblems(slot, step, type)),
    ...(mayMiss ? [] : missingProblems(column, facts)),
  ];
  return {
    column,
    problems: problems.map((problem) => ({ ...problem, path: [name, ...problem.path] })),
  };
}

interface Choice {
  readonly step: Step | undefined;
  readonly origin: Origin;
  readonly problems: readonly FeatureProblem[];
}

interface Wish {
  readonly column: string;
  readonly type: ColumnType;
  readonly inferred: InferredSteps;
}

/** Several only of encoders: those that are named, or else inferred, and those that an option of their own name asks for. */
function choicesOf(slot: Slot, wish: Wish, declared: Declared): readonly Choice[] {
  const wanted = declared[slot];
  if (slot !== 'encode') {
    return wanted === undefined ? inferredChoices(slot, wish) : [choiceOf(slot, wish, wanted)];
  }
  const names =
    wanted === undefined
      ? undefined
      : Array.isArray(wanted)
        ? (wanted as readonly unknown[])
        : [wanted];
  const asked = [...featureSteps.encode]
    .filter(({ name, params }) => name in params && name in declared && !names?.includes(name))
    .map(({ name }) => choiceOf(slot, wish, name));
  if (names !== undefined) return [...names.map((name) => choiceOf(slot, wish, name)), ...asked];
  const byOption = encoderByOption(wish, declared);
  const chosen =
    byOption === undefined ? inferredChoices(slot, wish) : [choiceOf(slot, wish, byOption.name)];
  return [...chosen, ...asked];
}

function inferredChoices(slot: Slot, { inferred }: Wish): readonly Choice[] {
  const own = slot === 'encode' ? inferred.encode : inferred[slot];
  if (own === undefined) return [];
  const steps = (typeof own === 'string' ? [own] : own).map((name) => stepOf(slot, name));
  return steps.map((step) => ({ step, origin: 'inferred', problems: [] }));
}

/** The encoder of this type that has an option which is declared and which none of the inferred ones has. */
function encoderByOption({ type, inferred }: Wish, declared: Declared): EncodeStep | undefined {
  const own = new Set(
    inferred.encode?.flatMap((name) => Object.keys(featureSteps.encode.get(name).params)),
  );
  const other = Object.keys(declared).filter((key) => !own.has(key));
  return [...featureSteps.encode].find(
    ({ name, accepts, params, forImports }) =>
      forImports !== true &&
      accepts.includes(type) &&
      !(name in params) &&
      other.some((key) => key in params),
  );
}

function choiceOf(slot: Slot, { column, type, inferred }: Wish, wanted: unknown): Choice {
  const step = typeof wanted === 'string' ? stepOf(slot, wanted) : undefined;
  if (step?.accepts.includes(type) === true) return { step, origin: 'declared', problems: [] };
  const problem =
    step === undefined ? unknownStep(slot, type, wanted) : unfitStep(step, type, column);
  const [fallback] = inferredChoices(slot, { column, type, inferred });
  return { step: fallback?.step, origin: 'inferred', problems: [problem] };
}

function stepOf(slot: Slot, name: string): Step | undefined {
  return featureSteps[slot].has(name) ? featureSteps[slot].get(name) : undefined;
}

function fittingNames(slot: Slot, type: ColumnType): readonly string[] {
  const steps: readonly Step[] = [...featureSteps[slot]];
  return steps
    .filter(({ accepts, forImports }) => accepts.includes(type) && forImports !== true)
    .map(({ name }) => name);
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

function unfitStep(
  { slot, name, accepts }: Step,
  type: ColumnType,
  column: string,
): FeatureProblem {
  const [only = '', ...others] = accepts;
  const setting = JSON.stringify({ columns: { [column]: only } });
  return {
    code: 'features/step-does-not-fit',
    message: `\`${slot}: ${name}\` works on ${accepts.join(', ')} columns, and this one is ${type}`,
    path: [slot],
    hints: [
      ...usable(slot, type),
      others.length > 0
        ? 'Or change the type of the column under `ingest.columns`'
        : `Or make the column one, such as by \`ingest: ${setting}\``,
    ],
  };
}

function usable(slot: Slot, type: ColumnType): readonly string[] {
  const names = fittingNames(slot, type);
  return names.length === 0
    ? [`Take \`${slot}\` out: it does not apply to ${type} columns.`]
    : [`Use one of: ${names.join(', ')}`];
}

interface Said {
  readonly declared: Declared;
  readonly origin: Origin;
  /** Options that were inferred with it; of a step that was not, those that have no default. */
  readonly inferred: JsonObject;
}

/** The options that were inferred with a step, and not with another in its place. */
function inferredFor(
  { slot, name }: Step,
  { encode = [], params = {} }: InferredSteps,
): JsonObject {
  return slot === 'encode' && !encode.includes(name) ? {} : params;
}

/** A step with all its params, by what the project says of a column. */
export function plannedStep(
  step: Pick<Step, 'name' | 'params'>,
  { declared, origin, inferred }: Said,
): PlannedStep {
  const params = Object.entries(step.params).flatMap(([name, param]) => {
    const own = origin === 'inferred' || !('default' in param) ? inferred[name] : undefined;
    const value = declared[name] ?? own ?? ('default' in param ? param.default : undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { name: step.name, params: Object.fromEntries(params) as JsonObject, origin };
}
