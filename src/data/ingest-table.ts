import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit, StageEvent } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { TableInfo } from '../contracts/table.js';
import { rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { changeValues } from './columns/change-values.js';
import { type ColumnsSettings, settingsOfSource, typeInSource } from './columns/column-settings.js';
import { deriveColumns } from './columns/derive-columns.js';
import { missingColumn } from './columns/missing-column.js';
import { renameColumns } from './columns/rename-columns.js';
import { columnsBeside } from './columns-beside.js';
import { keepConflicts } from './combine/merge/keep-conflicts.js';
import type { CombineStep } from './combine-sources.js';
import { combinedDraft } from './combined-draft.js';
import { describeTable, type IngestedColumn } from './describe-table.js';
import type { Draft, Workbench } from './draft.js';
import { noRows } from './no-rows.js';
import { type OpenMemory, openMemory } from './part-cache/open-memory.js';
import { partNews } from './part-news.js';
import { checkQuality, type QualityResult } from './quality/check-quality.js';
import type { Finding } from './quality/finding.js';
import { keepsMisfits, type WrittenRule } from './quality/prepare-checks.js';
import { stageSources } from './stage-sources.js';
import type { CellKind } from './staging/cell-kinds.js';
import { columnsLacking } from './staging/columns-lacking.js';
import { draftOfStack } from './staging/draft-of-stack.js';
import { misfitWarnings } from './staging/misfit-warnings.js';
import type { SourceSpec } from './staging/offers.js';
import { refuseRowColumn, type Stack, type StackedColumn } from './staging/stack.js';
import type { StagedPart } from './staging/staged-part.js';
import { contentDigest } from './tables/content-digest.js';
import { type Database, openDatabase, writeParquet } from './tables/database.js';
import { parquetFacts } from './tables/parquet-facts.js';
import { identifier } from './tables/sql.js';

export interface IngestRequest {
  readonly sources: readonly SourceSpec[];
  /** Name of an extra column that holds each row's source. */
  readonly sourceColumn?: string;
  /** The project's folder for what saves work; without it every file is read. */
  readonly cacheDir?: string;
  /** How the sources become one table; by default they are stacked. */
  readonly combine?: readonly CombineStep[];
  readonly columns: ColumnsSettings;
  readonly target?: string;
  readonly quality?: {
    readonly rules: readonly WrittenRule[];
    /** Columns whose values must not be shown. */
    readonly secret: ReadonlySet<string>;
    /** File for the rows that make it fail: outside of the output, which then comes to nothing. */
    readonly rejects: string;
  };
  readonly projectDir: string;
  /** Existing folder; `table.parquet` is written into it, and `quarantine.csv` when rows are set aside. */
  readonly output: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What one source brought. */
interface IngestedSource {
  readonly name: string;
  readonly files: readonly string[];
  /** How its first file was read. */
  readonly dialect: JsonObject;
  readonly rows: number;
  readonly bytes: number;
}

/** Everything known of the table, as plain data. */
export interface IngestResult {
  readonly table: TableInfo;
  readonly columns: readonly IngestedColumn[];
  readonly sources: readonly IngestedSource[];
  /** Names the content of `table.parquet`: the same rows give the same. */
  readonly digest: string;
  /** What the quality rules found, in the order of the rules. */
  readonly quality: readonly Finding[];
  /** Rows that are not in the table because they break a rule. */
  readonly quarantined: number;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Reads all sources into `table.parquet`, rows in order and numbered, with a type and a role for every column.
 * Exact, never in memory as a whole, and the same bytes each time. Nothing is dropped: what cannot be read is an
 * `MlxError` with file and line.
 */
export async function ingestTable(request: IngestRequest): Promise<IngestResult> {
  const scratch = await mkdtemp(join(request.scratch, 'ingest-'));
  try {
    await using database = await openDatabase({ scratch, signal: request.signal });
    return await new Ingestion(request, database, scratch).run();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

class Ingestion {
  readonly #request: IngestRequest;
  readonly #bench: Workbench;
  readonly #recognised: string[] = [];
  readonly #memory: OpenMemory | undefined;
  readonly #notes: string[] = [];
  readonly #warnings: string[] = [];

  constructor(request: IngestRequest, database: Database, scratch: string) {
    const { projectDir, signal, emit } = request;
    this.#request = request;
    this.#memory = request.cacheDir === undefined ? undefined : openMemory(request.cacheDir);
    this.#bench = { database, projectDir, scratch, signal, emit };
  }

  async run(): Promise<IngestResult> {
    const { sources, columns: declared, target, output, emit } = this.#request;
    const { database } = this.#bench;
    const { draft: gathered, parts } = await this.#gather();
    const reused = await this.#memory?.close();
    if (reused !== undefined) this.#recognised.push(reused);
    const { draft, findings, quarantined } = await this.#held(
      await this.#shape(gathered, columnsBeside(gathered, parts)),
    );
    const file = join(output, 'table.parquet');
    await this.#write(draft, file);
    const { rows } = await parquetFacts(database, file);
    const described = await describeTable(database, {
      ...{ file, rows, columns: draft.columns, declared, target },
    });
    this.#notes.push(...described.notes);
    const { columns } = described;
    emit({ type: 'columns', columns: columns.map(asEvent) });
    this.#tell();
    return {
      table: { rows, columns: columns.map(({ name, type, role }) => ({ name, type, role })) },
      columns,
      sources: sources.map((source) => sourceFacts(source, parts)),
      digest: await contentDigest(database, file, columns),
      quality: findings,
      quarantined,
      notes: [...this.#recognised, ...this.#notes],
      warnings: this.#warnings,
    };
  }

  /** The rows of all sources as one table. */
  async #gather(): Promise<{ readonly draft: Draft; readonly parts: readonly StagedPart[] }> {
    const { combine: steps = [], columns, sources, sourceColumn } = this.#request;
    if (steps.length === 0) {
      const stack = await this.#stage();
      return { draft: await this.#draft(stack), parts: stack.parts };
    }
    const { notes, warnings, ...combined } = await combinedDraft(
      { sources, steps, columns, ...(sourceColumn !== undefined && { sourceColumn }) },
      this.#bench,
      this.#memory?.staging,
    );
    this.#recognised.push(...partNews(combined.parts, 'notes'));
    this.#notes.push(...notes);
    this.#warnings.push(...warnings);
    const secret = this.#request.quality?.secret.size ?? 0;
    if (secret === 0) await keepConflicts(combined.draft.conflicts, this.#request.output);
    return combined;
  }

  async #stage(): Promise<Stack> {
    const { sources, columns: declared, quality } = this.#request;
    const isRuled = (name: string): boolean => {
      const [renamed = name] = Object.entries(declared).find(([, { from }]) => from === name) ?? [];
      return keepsMisfits(quality?.rules ?? [], renamed);
    };
    const stack = await stageSources(sources, this.#bench, {
      label: 'part',
      ...(this.#memory !== undefined && { memory: this.#memory.staging }),
      emit: this.#request.emit,
      kindOf: (name): CellKind | undefined => {
        const type = typeInSource(declared, name);
        return type === undefined ? undefined : { declared: type };
      },
      keepsMisfits: (name) => settingsOfSource(declared, name)?.else === 'missing' || isRuled(name),
    });
    this.#recognised.push(...partNews(stack.parts, 'notes'));
    this.#warnings.push(
      ...partNews(stack.parts, 'warnings'),
      ...columnsLacking(stack.parts, stack.columns),
      ...(await misfitWarnings(this.#bench.database, stack, isRuled)),
    );
    refuseRowColumn(stack.parts);
    this.#refuseTakenName(stack.columns);
    if (stack.parts.every(({ rows }) => rows === 0)) throw noRows(stack.parts);
    return stack;
  }

  async #draft(stack: Stack): Promise<Draft> {
    const { columns, sourceColumn } = this.#request;
    const { draft, notes } = await draftOfStack(this.#bench.database, stack, {
      typeOf: (name) => typeInSource(columns, name),
      firstRow: 0,
      ...(sourceColumn !== undefined && { sourceColumn }),
    });
    this.#notes.push(...notes);
    return draft;
  }

  /** The rows that keep the quality rules, and what was found. */
  async #held(draft: Draft): Promise<QualityResult> {
    const { quality, output } = this.#request;
    if (quality === undefined) return { draft, findings: [], quarantined: 0 };
    const quarantine = join(output, 'quarantine.csv');
    return checkQuality(draft, { ...quality, quarantine }, this.#bench);
  }

  /** The table with the columns the project describes. */
  async #shape(draft: Draft, beside: ReadonlySet<string>): Promise<Draft> {
    const { target } = this.#request;
    const columns = Object.fromEntries(
      Object.entries(this.#request.columns).filter(([name]) => !beside.has(name)),
    );
    const renamed = renameColumns(draft, columns);
    const changed = await changeValues(renamed, columns, this.#bench);
    const shaped = await deriveColumns(changed, columns, this.#bench);
    const names = shaped.columns.map(({ name }) => name);
    const wanted = [...(target === undefined ? [] : [target]), ...Object.keys(columns)];
    for (const name of wanted) if (!names.includes(name)) throw missingColumn(name, names);
    return shaped;
  }

  #refuseTakenName(stacked: readonly StackedColumn[]): void {
    const { sourceColumn } = this.#request;
    if (sourceColumn === undefined) return;
    if (!stacked.some(({ name }) => name.toLowerCase() === sourceColumn.toLowerCase())) return;
    throw new MlxError(
      'data/column-duplicate',
      `The data has a column \`${sourceColumn}\` already, so the source of a row cannot be kept there`,
      { hints: ['Choose another name for the column that holds the source'] },
    );
  }

  /** Moves the file that holds the table already, or writes the rows in their order. */
  async #write(draft: Draft, file: string): Promise<void> {
    if (draft.file !== undefined) return rename(draft.file, file);
    const { database, emit } = this.#bench;
    const columns = draft.columns.map(({ name }) => identifier(name));
    const query = `SELECT ${columns.join(', ')} FROM ${draft.relation}`;
    const [counted] = await database.rows<{ rows: number }>(
      `SELECT count(${identifier(rowColumn)}) AS rows FROM ${draft.relation}`,
    );
    await writeParquet(database, query, {
      file,
      large: (counted?.rows ?? 0) > largeRows,
      onProgress: (done) =>
        emit({ type: 'progress', done, total: 100, unit: 'percent', label: 'table' }),
    });
  }

  #tell(): void {
    for (const text of this.#recognised) {
      this.#request.emit({ type: 'note', text, isNotable: true });
    }
    for (const text of this.#notes) this.#request.emit({ type: 'note', text });
    for (const text of this.#warnings) this.#request.emit({ type: 'warning', text });
  }
}

/** From this many rows on the table is written by all processors. */
const largeRows = 500_000;

function asEvent({ name, type, role, inferred }: IngestedColumn): ColumnOfEvent {
  return { name, type, role, inferred };
}

type ColumnOfEvent = Extract<StageEvent, { type: 'columns' }>['columns'][number];

function sourceFacts({ name }: SourceSpec, parts: readonly StagedPart[]): IngestedSource {
  const own = parts.filter(({ source }) => source === name);
  return {
    name,
    files: own.map(({ part }) => part.origin),
    dialect: own[0]?.part.dialect ?? {},
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    bytes: own.reduce((sum, { part }) => sum + part.bytes, 0),
  };
}
