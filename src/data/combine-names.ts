import type { JsonObject } from '../contracts/json.js';
import { nearestWord } from '../errors/index.js';
import type { CombineVerb } from './combine/combine-verb.js';
import { combineVerbs } from './combine/index.js';
import type { StepProblem } from './combine/rows/step-problem.js';

/** The verb of a step: the one of its keys that names one. */
export function verbOf(step: JsonObject): CombineVerb {
  const name = Object.keys(step).find((key) => combineVerbs.has(key));
  return combineVerbs.get(name ?? '');
}

/**
 * The columns there are after all steps, by name, without reading a row; undefined when only the rows can tell.
 * Reports every name that is not there and every step that stands where it cannot; paths lead on from `ingest.combine`.
 */
export function columnsAfterSteps(
  steps: readonly JsonObject[],
  sources: ReadonlyMap<string, readonly string[]>,
  report: (problem: StepProblem) => void,
): readonly string[] | undefined {
  let table: readonly string[] | undefined = [];
  for (const [index, step] of steps.entries()) {
    const verb = verbOf(step);
    const tell = (problem: StepProblem): void =>
      report({ ...problem, path: [index, ...problem.path] });
    if (!stands(verb, index, tell)) return undefined;
    const unknown = verb.reads(step).filter(({ source }) => !sources.has(source));
    for (const { source, path } of unknown) tell(unknownSource(source, path, [...sources.keys()]));
    if (unknown.length > 0 || table === undefined) return undefined;
    const of = (source: string): readonly string[] => sources.get(source) ?? [];
    table = verb.columns(step, { table, of, report: tell });
  }
  return table;
}

function stands(
  { name, place }: CombineVerb,
  index: number,
  report: (problem: StepProblem) => void,
): boolean {
  if (place === 'anywhere' || (place === 'first') === (index === 0)) return true;
  const hint =
    index === 0
      ? 'Begin with `from: SOURCE`'
      : 'Add rows with `union: SOURCE`, columns with `join: SOURCE`';
  const message =
    index === 0
      ? `\`${name}\` needs a table to work on`
      : `\`${name}\` begins a table, but there is one already`;
  report({ code: 'combine/step-order', message, path: [name], hints: [hint] });
  return false;
}

function unknownSource(
  source: string,
  path: StepProblem['path'],
  known: readonly string[],
): StepProblem {
  const nearest = nearestWord(source, known);
  return {
    code: 'combine/unknown-source',
    message: `There is no source \`${source}\``,
    path,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `Sources are: ${known.join(', ')}`,
    ],
  };
}

/** Sources whose columns of one name become one column, and so must get one type. */
export function stackGroups(
  steps: readonly JsonObject[],
  sourceNames: readonly string[],
): readonly (readonly string[])[] {
  if (steps.length === 0) return [sourceNames];
  const groups = new Map(sourceNames.map((name) => [name, new Set([name])]));
  const inTable = new Set<string>();
  for (const { source, stacked } of steps.flatMap((step) => verbOf(step).reads(step))) {
    inTable.add(source);
    if (!stacked) continue;
    const both = new Set([...inTable].flatMap((name) => [...(groups.get(name) ?? [name])]));
    for (const name of both) groups.set(name, both);
  }
  return [...new Set(groups.values())].map((group) =>
    sourceNames.filter((name) => group.has(name)),
  );
}

/** Sources that no step uses. */
export function unusedSources(
  steps: readonly JsonObject[],
  sourceNames: readonly string[],
): readonly string[] {
  if (steps.length === 0) return [];
  const used = new Set(
    steps.flatMap((step) => verbOf(step).reads(step)).map(({ source }) => source),
  );
  return sourceNames.filter((name) => !used.has(name));
}
