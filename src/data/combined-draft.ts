import { type ColumnType, rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { type ColumnsSettings, settingsOfSource, typeInSource } from './columns/column-settings.js';
import { stackGroups, unusedSources } from './combine-names.js';
import { type CombinedDraft, type CombineStep, combine } from './combine-sources.js';
import type { Draft, Workbench } from './draft.js';
import type { StagingMemory } from './part-cache/cached-staging.js';
import { partNews } from './part-news.js';
import { pinnedTypes } from './pinned-types.js';
import { withoutValues } from './privacy/notes-without-values.js';
import { stageSources } from './stage-sources.js';
import { misfitWarnings } from './staging/misfit-warnings.js';
import type { SourceSpec } from './staging/offers.js';
import { placeOf, refuseReservedColumns, type Stack, stackedRelation } from './staging/stack.js';
import type { StagedPart } from './staging/staged-part.js';
import { typedStack } from './staging/typed-stack.js';
import { columnsLacking } from './staging/what-parts-lack.js';
import { identifier } from './tables/sql.js';

/** Sources to be staged and combined. */
interface CombineRequest {
  readonly sources: readonly SourceSpec[];
  readonly steps: readonly CombineStep[];
  readonly columns: ColumnsSettings;
  readonly sourceColumn?: string;
}

/** Combined sources, all that was staged for them, and what the user may want to know. */
interface CombinedSources {
  readonly draft: CombinedDraft;
  readonly parts: readonly StagedPart[];
  readonly notes: readonly string[];
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
}

/** Stages every source with types of its own, or those it shares with sources it is stacked with, and combines them. */
export async function combinedDraft(
  request: CombineRequest,
  bench: Workbench,
  memory?: StagingMemory,
): Promise<CombinedSources> {
  const { sources, steps, columns, sourceColumn } = request;
  const names = sources.map(({ name }) => name);
  const notes: string[] = [];
  const doubts: string[] = [];
  const warnings = unusedSources(steps, names).map(
    (name) => `No step of \`ingest.combine\` uses source ${name}`,
  );
  const staged = new Map<string, TypedSource>();
  for (const [index, group] of stackGroups(steps, names).entries()) {
    const specs = sources.filter(({ name }) => group.includes(name));
    const typed = await typedSources(specs, {
      ...{ request, bench, memory },
      label: `part${index}`,
    });
    doubts.push(...typed.doubts);
    warnings.push(...typed.warnings);
    for (const [name, source] of typed.sources) staged.set(name, source);
  }
  const { drafts, parts } = numbered(names, staged);
  warnings.push(...withoutValues(partNews(parts, 'warnings'), bench.secret));
  for (const name of names) warnings.push(...lackingIn(name, staged));
  const draft = await combine(steps, drafts, {
    ...bench,
    emit: (event) => {
      // The caller tells all notes and warnings together, and keeps them.
      if (event.type === 'note') notes.push(event.text);
      else if (event.type === 'warning') warnings.push(event.text);
      else bench.emit(event);
    },
    ...(sourceColumn !== undefined && { sourceColumn }),
  });
  return {
    draft: { ...draft, ...pinnedTypes(draft, (name) => typeInSource(columns, name)) },
    parts,
    notes,
    doubts,
    warnings,
  };
}

/** A source whose rows are staged and whose columns have types; it gets its numbers when its turn comes. */
interface TypedSource {
  readonly stack: Stack;
  readonly columns: Draft['columns'];
  /** Every column as its type, in SQL. */
  readonly select: readonly string[];
}

interface Staging {
  readonly request: CombineRequest;
  readonly bench: Workbench;
  readonly memory: StagingMemory | undefined;
  readonly label: string;
}

async function typedSources(
  specs: readonly SourceSpec[],
  { request, bench, memory, label }: Staging,
): Promise<{
  readonly sources: readonly (readonly [string, TypedSource])[];
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
}> {
  const typeOf = (name: string): ColumnType | undefined => typeInSource(request.columns, name);
  const stack = await stageSources(specs, bench, {
    label,
    ...(memory !== undefined && { memory }),
    emit: bench.emit,
    ...(bench.secret !== undefined && { secret: bench.secret }),
    kindOf: (name) => {
      const type = typeOf(name);
      return type === undefined ? undefined : { declared: type };
    },
    keepsMisfits: (name) => settingsOfSource(request.columns, name)?.else === 'missing',
  });
  refuseReservedColumns(stack.parts);
  const { types, select, doubts, warnings } = await typedStack(bench.database, stack, typeOf);
  const sources = specs.map(({ name }) => {
    const parts = stack.parts.filter(({ source }) => source === name);
    const own = [...stack.columns.entries()].filter(([, column]) =>
      parts.some(({ columns }) => columns.some((each) => each.name === column.name)),
    );
    const typed: TypedSource = {
      stack: { parts, columns: own.map(([, column]) => column) },
      columns: own.map(([, column]) => ({
        name: column.name,
        type: types.get(column.name) ?? 'category',
      })),
      select: own.map(([index]) => select[index] ?? 'NULL'),
    };
    return [name, typed] as const;
  });
  const misfits = await misfitWarnings(bench.database, stack, () => false);
  return {
    sources,
    doubts: withoutValues(doubts, bench.secret),
    warnings: withoutValues([...misfits, ...warnings], bench.secret),
  };
}

/** Numbers the rows of all sources through, in the order in which the project names them. */
function numbered(
  names: readonly string[],
  staged: ReadonlyMap<string, TypedSource>,
): { readonly drafts: ReadonlyMap<string, Draft>; readonly parts: readonly StagedPart[] } {
  const drafts = new Map<string, Draft>();
  const parts: StagedPart[] = [];
  let next = 0;
  for (const name of names) {
    const source = staged.get(name);
    if (source === undefined) continue;
    const { stack, columns, select } = source;
    const firstRow = next;
    const cells = [identifier(rowColumn), ...select].join(', ');
    drafts.set(name, {
      relation: `(SELECT ${cells} FROM ${stackedRelation(stack, { firstRow })})`,
      columns,
      placeOf: (row) => placeOf(stack.parts, row - firstRow),
    });
    parts.push(...stack.parts);
    next += stack.parts.reduce((sum, { rows }) => sum + rows, 0);
  }
  return { drafts, parts };
}

function lackingIn(name: string, staged: ReadonlyMap<string, TypedSource>): readonly string[] {
  const stack = staged.get(name)?.stack;
  if (stack === undefined) throw new MlxError('data/no-rows', `Source ${name} has no files`);
  return columnsLacking(stack.parts, stack.columns);
}
