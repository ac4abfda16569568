import type { JsonObject } from '../contracts/json.js';
import { rowColumn } from '../contracts/table.js';
import { MlxError, type Place } from '../errors/index.js';
import type { CombineVerb } from './combine/combine-verb.js';
import { originsOf, type Span } from './combine/rows/origins.js';
import { namedRelation, type Rows, rowsOf } from './combine/rows/rows.js';
import type { StepProblem } from './combine/rows/step-problem.js';
import { sameName } from './combine/rows/unknown-column.js';
import type { Conflicts, Workshop } from './combine/rows/workshop.js';
import { columnsAfterSteps, verbOf } from './combine-names.js';
import type { Draft, Workbench } from './draft.js';
import { identifier, literal } from './tables/sql.js';

/** One item of `ingest.combine`, in the long form: its verb is the key that names one. */
export type CombineStep = JsonObject;

/** What combining may use; with the name of a column for the source each row came from, if there is to be one. */
export type CombineBench = Workbench & { readonly sourceColumn?: string };

/** The draft that came of several, and where they disagreed. */
export interface CombinedDraft extends Draft {
  readonly conflicts: readonly Conflicts[];
  /** Files that list rows that went because they are like others. */
  readonly alike: readonly string[];
}

/**
 * Makes one table of several sources, step by step; without steps all are stacked in their order. `drafts` are in the
 * order of their numbering, which is one for all. Every step emits a note with the rows before and after it. Throws
 * what is wrong with the steps as `MlxError`s whose problems have the way from `ingest.combine`.
 */
export async function combine(
  steps: readonly CombineStep[],
  drafts: ReadonlyMap<string, Draft>,
  bench: CombineBench,
): Promise<CombinedDraft> {
  const told = steps.length === 0 ? [{ from: [...drafts.keys()] }] : steps;
  const problems: StepProblem[] = [];
  const sources = new Map([...drafts].map(([name, draft]) => [name, namesOf(draft)]));
  columnsAfterSteps(told, sources, (problem) => problems.push(problem));
  refuse(problems);
  const { placeOf, spans } = originsOf(drafts, bench);
  const [conflicts, alike]: [Conflicts[], string[]] = [[], []];
  let table: Rows | undefined;
  for (const [index, written] of told.entries()) {
    const verb = verbOf(written);
    const step = withDefaults(verb, written);
    const shop: Workshop = {
      bench,
      label: verb.label(step),
      source: (name) => rowsOf(name, draftNamed(name, drafts)),
      placeOf,
      note: (text) => bench.emit({ type: 'note', text }),
      warn: (text) => bench.emit({ type: 'warning', text }),
      tellOfConflicts: (found) => conflicts.push(found),
      tellOfAlike: (file) => alike.push(file),
    };
    checkStep(verb, { step, index, table, sources });
    table = await verb.apply(step, table, shop).catch((error: unknown) => {
      throw atStep(error, [index, verb.name]);
    });
  }
  if (table === undefined) throw new Error('there is nothing to combine');
  const draft = asDraft(table, { bench, placeOf });
  const { sourceColumn } = bench;
  if (sourceColumn === undefined) return { ...draft, conflicts, alike };
  const relation = withSources(table, { sourceColumn, spans: await spans() });
  const column = { name: sourceColumn, type: 'category' as const };
  return { ...draft, relation, columns: [...draft.columns, column], conflicts, alike };
}

function namesOf({ columns }: Pick<Draft, 'columns'>): readonly string[] {
  return columns.map(({ name }) => name);
}

interface StepInTurn {
  readonly step: CombineStep;
  readonly index: number;
  readonly table: Rows | undefined;
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

/** Holds a step against the columns there are when its turn comes: those after change records are known only then. */
function checkStep(verb: CombineVerb, { step, index, table, sources }: StepInTurn): void {
  const problems: StepProblem[] = [];
  verb.columns(step, {
    table: table === undefined ? [] : namesOf(table),
    of: (source) => sources.get(source) ?? [],
    report: (problem) => problems.push({ ...problem, path: [index, ...problem.path] }),
  });
  refuse(problems);
}

function withDefaults({ properties }: CombineVerb, step: CombineStep): CombineStep {
  const defaults = Object.entries(properties).flatMap(([name, setting]) =>
    setting.default === undefined ? [] : [[name, setting.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...step };
}

function draftNamed(name: string, drafts: ReadonlyMap<string, Draft>): Draft {
  const draft = drafts.get(name);
  if (draft === undefined) throw new Error(`there is no source ${name}`);
  return draft;
}

/** A failure that is not about a row is about the step. */
function atStep(error: unknown, path: StepProblem['path']): unknown {
  if (!(error instanceof MlxError) || error.place !== undefined || error.problems.length > 0) {
    return error;
  }
  const { code, message, hints, cause } = error;
  if (!code.startsWith('combine/')) return error;
  const problems = [{ code, message, hints, path }];
  return new MlxError(code, 'A step of `ingest.combine` cannot be done', { problems, cause });
}

function refuse(problems: readonly StepProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const { code, message, hints = [] } = first;
  throw new MlxError(code, message, { hints, problems });
}

/** The rows with the names of their sources beside them: of a joined row, that of its left side. */
function withSources(
  { relation, columns }: Rows,
  { sourceColumn, spans }: { readonly sourceColumn: string; readonly spans: readonly Span[] },
): string {
  const other = sameName(sourceColumn, namesOf({ columns }));
  if (other !== undefined) {
    throw new MlxError(
      'data/column-duplicate',
      `The data has a column \`${other}\` already, so the source of a row cannot be kept there`,
      { hints: ['Choose another name for the column that holds the source'] },
    );
  }
  const cases = spans.map(
    ({ name, first, last }) => `WHEN origin BETWEEN ${first} AND ${last} THEN ${literal(name)}`,
  );
  const cells = columns.map(({ name }, index) => `c${index} AS ${identifier(name)}`);
  const source = `CASE ${cases.join(' ')} END AS ${identifier(sourceColumn)}`;
  return `(SELECT ${[`row AS ${identifier(rowColumn)}`, ...cells, source].join(', ')} FROM ${relation})`;
}

interface Surroundings {
  readonly bench: Workbench;
  readonly placeOf: (origin: number) => Promise<Place>;
}

function asDraft(table: Rows, { bench, placeOf }: Surroundings): Draft {
  return {
    relation: namedRelation(table),
    columns: table.columns,
    async placeOf(row) {
      const [found] = await bench.database.rows<{ origin: number }>(
        `SELECT origin FROM ${table.relation} WHERE row = ${row}`,
      );
      if (found === undefined) throw new Error(`there is no row ${row}`);
      return placeOf(found.origin);
    },
  };
}
