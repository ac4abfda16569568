import { join } from 'node:path';
import { MlxError } from '../errors/index.js';
import { settingsOfSource, typeInSource } from './columns/column-settings.js';
import { appendFiles } from './combine/rows/append-files.js';
import { combinedDraft } from './combined-draft.js';
import type { Draft, Workbench } from './draft.js';
import type { IngestRequest } from './ingest-request.js';
import type { OpenMemory } from './part-cache/open-memory.js';
import { partNews } from './part-news.js';
import { withoutValues } from './privacy/notes-without-values.js';
import { keepsMisfits } from './quality/prepare-checks.js';
import { refuseBlindRules } from './quality/refuse-blind-rules.js';
import { stageSources } from './stage-sources.js';
import type { CellKind } from './staging/cell-kinds.js';
import { draftOfStack } from './staging/draft-of-stack.js';
import { misfitWarnings } from './staging/misfit-warnings.js';
import { refuseReservedColumns, type Stack, type StackedColumn } from './staging/stack.js';
import type { StagedPart } from './staging/staged-part.js';
import { columnsLacking, noRows } from './staging/what-parts-lack.js';

/** The rows of all sources as one table, and what is to be told of how they were read. */
export interface Gathered {
  readonly draft: Draft;
  readonly parts: readonly StagedPart[];
  readonly notes: readonly string[];
  /** Notes on columns that nearly had another type, which the user may want to give them. */
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
}

/** What gathering may look at. */
export interface Gathering {
  readonly request: IngestRequest;
  readonly bench: Workbench;
  /** What earlier ingests kept of files that have not changed. */
  readonly memory: OpenMemory | undefined;
}

/** Reads all sources, and stacks or combines them as the project says. */
export async function gatherRows(gathering: Gathering): Promise<Gathered> {
  const { request, bench, memory } = gathering;
  const { combine: steps = [], columns, sources, sourceColumn } = request;
  if (steps.length === 0) return stacked(gathering);
  refuseBlindRules(request.quality?.rules ?? [], columns);
  const combined = await combinedDraft(
    { sources, steps, columns, ...(sourceColumn !== undefined && { sourceColumn }) },
    bench,
    memory?.staging,
  );
  const secret = bench.secret ?? new Set();
  // Keys and values stand there as they were read, which secret ones must not be.
  if (secret.size === 0) {
    const { conflicts, alike } = combined.draft;
    const files = conflicts.map(({ file }) => file);
    await appendFiles(files, join(request.output, 'conflicts.jsonl'));
    await appendFiles(alike, join(request.output, 'alike.jsonl'));
  }
  return combined;
}

async function stacked({ request, bench, memory }: Gathering): Promise<Gathered> {
  const secret = bench.secret ?? new Set();
  const { sources, columns, sourceColumn, quality } = request;
  const isRuled = (name: string): boolean => {
    const [renamed = name] = Object.entries(columns).find(([, { from }]) => from === name) ?? [];
    return keepsMisfits(quality?.rules ?? [], renamed);
  };
  const stack = await stageSources(sources, bench, {
    label: 'part',
    ...(memory !== undefined && { memory: memory.staging }),
    emit: request.emit,
    secret,
    kindOf: (name): CellKind | undefined => {
      const type = typeInSource(columns, name);
      return type === undefined ? undefined : { declared: type };
    },
    keepsMisfits: (name) => settingsOfSource(columns, name)?.else === 'missing' || isRuled(name),
  });
  refuseUnusable(stack, sourceColumn);
  const warnings = [
    ...withoutValues(partNews(stack.parts, 'warnings'), secret),
    ...columnsLacking(stack.parts, stack.columns),
    ...withoutValues(await misfitWarnings(bench.database, stack, isRuled), secret),
  ];
  const { draft, ...said } = await draftOfStack(bench.database, stack, {
    typeOf: (name) => typeInSource(columns, name),
    firstRow: 0,
    ...(sourceColumn !== undefined && { sourceColumn }),
  });
  return {
    draft,
    parts: stack.parts,
    notes: [],
    doubts: withoutValues(said.doubts, secret),
    warnings: [...warnings, ...withoutValues(said.warnings, secret)],
  };
}

function refuseUnusable({ parts, columns }: Stack, sourceColumn: string | undefined): void {
  refuseReservedColumns(parts);
  if (sourceColumn !== undefined) refuseTakenName(columns, sourceColumn);
  if (parts.every(({ rows }) => rows === 0)) throw noRows(parts);
}

function refuseTakenName(columns: readonly StackedColumn[], sourceColumn: string): void {
  if (!columns.some(({ name }) => name.toLowerCase() === sourceColumn.toLowerCase())) return;
  throw new MlxError(
    'data/column-duplicate',
    `The data has a column \`${sourceColumn}\` already, so the source of a row cannot be kept there`,
    { hints: ['Choose another name for the column that holds the source'] },
  );
}
