import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emit, StageEvent } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import type { Column, ColumnRole, ColumnType, TableInfo } from '../contracts/table.js';
import { MlxError, nearestWord } from '../errors/index.js';
import {
  refuseRowColumn,
  type SourceSpec,
  type StackedColumn,
  type StagedPart,
  stackedColumns,
  stackedRelation,
  stageSources,
} from './stage-sources.js';
import { type ColumnFacts, columnFacts } from './tables/column-facts.js';
import { type Database, openDatabase, writeParquet } from './tables/database.js';
import { type Candidate, decideType, suggestRole } from './tables/decide-columns.js';
import { fileDigest } from './tables/file-digest.js';
import { typedStack } from './typed-stack.js';

/** What the project says of a column. */
export interface DeclaredColumn {
  readonly type?: ColumnType;
  readonly role?: ColumnRole;
}

export interface IngestRequest {
  readonly sources: readonly SourceSpec[];
  /** Name of an extra column that holds each row's source. */
  readonly sourceColumn?: string;
  readonly columns: Readonly<Record<string, DeclaredColumn>>;
  readonly target?: string;
  readonly projectDir: string;
  /** Existing folder; `table.parquet` is written into it. */
  readonly output: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** A column of the table, and whether the project pinned its type. */
export type IngestedColumn = Column & ColumnFacts & { readonly inferred: boolean };

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
  /** SHA-256 of `table.parquet`: the same rows give the same. */
  readonly digest: string;
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
  readonly #database: Database;
  readonly #scratch: string;
  readonly #notes: string[] = [];
  readonly #warnings: string[] = [];

  constructor(request: IngestRequest, database: Database, scratch: string) {
    this.#request = request;
    this.#database = database;
    this.#scratch = scratch;
  }

  async run(): Promise<IngestResult> {
    const { sources, projectDir, signal, emit, output } = this.#request;
    const world = { database: this.#database, projectDir, scratch: this.#scratch, signal };
    const parts = await stageSources(sources, world, emit);
    const stacked = stackedColumns(parts);
    this.#warnings.push(...parts.flatMap(({ part }) => part.warnings ?? []));
    this.#warnings.push(...columnsLacking(parts, stacked));
    refuseRowColumn(parts);
    const names = this.#checkNames(stacked);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    if (rows === 0) throw noRows(parts);
    const typed = await typedStack(this.#database, parts, {
      columns: stacked,
      declared: this.#request.columns,
    });
    this.#notes.push(...typed.notes);
    const file = join(output, 'table.parquet');
    const relation = stackedRelation(parts, stacked, this.#request.sourceColumn);
    const query = `SELECT ${[...typed.select, ...this.#sourceCell()].join(', ')} FROM ${relation}`;
    await this.#write(query, file);
    const types = names.map((name) => typed.types.get(name) ?? 'category');
    const columns = await this.#describe(file, { names, types, rows });
    emit({ type: 'columns', columns: columns.map(asEvent) });
    this.#tell();
    return {
      table: { rows, columns: columns.map(({ name, type, role }) => ({ name, type, role })) },
      columns,
      sources: sources.map((source) => sourceFacts(source, parts)),
      digest: await fileDigest(file, signal),
      notes: this.#notes,
      warnings: this.#warnings,
    };
  }

  #sourceCell(): readonly string[] {
    const { sourceColumn } = this.#request;
    return sourceColumn === undefined ? [] : [`"${sourceColumn.replaceAll('"', '""')}"`];
  }

  #checkNames(stacked: readonly StackedColumn[]): readonly string[] {
    const { sourceColumn, columns, target } = this.#request;
    const names = stacked.map(({ name }) => name);
    if (sourceColumn !== undefined) {
      if (names.some((name) => name.toLowerCase() === sourceColumn.toLowerCase())) {
        throw new MlxError(
          'data/column-duplicate',
          `The data has a column \`${sourceColumn}\` already, so the source of a row cannot be kept there`,
          { hints: ['Choose another name for the column that holds the source'] },
        );
      }
      names.push(sourceColumn);
    }
    const wanted = [...(target === undefined ? [] : [target]), ...Object.keys(columns)];
    for (const name of wanted) if (!names.includes(name)) throw columnMissing(name, names);
    return names;
  }

  #write(query: string, file: string): Promise<void> {
    return writeParquet(this.#database, query, {
      file,
      onProgress: (done) =>
        this.#request.emit({ type: 'progress', done, total: 100, unit: 'percent', label: 'table' }),
    });
  }

  async #describe(file: string, { names, types, rows }: Shape): Promise<readonly IngestedColumn[]> {
    const typed = names.map((name, index) => ({ name, type: types[index] ?? 'category' }));
    const facts = await columnFacts(this.#database, file, typed);
    return typed.map(({ name, type }, index) => {
      const declared = this.#request.columns[name] ?? {};
      const inferred = declared.type === undefined;
      const known = facts[index] as ColumnFacts;
      const decided = decideType({ name, type, rows, facts: known, inferred });
      const role = this.#roleOf({ name, type: decided, rows, facts: known, inferred });
      return { name, type: decided, role, inferred, ...known };
    });
  }

  #roleOf(candidate: Candidate): ColumnRole {
    if (candidate.name === this.#request.target) return 'target';
    const declared = this.#request.columns[candidate.name]?.role;
    if (declared !== undefined) return declared;
    const { value, note } = suggestRole(candidate);
    if (note !== undefined) this.#notes.push(note);
    return value;
  }

  #tell(): void {
    for (const text of this.#notes) this.#request.emit({ type: 'note', text });
    for (const text of this.#warnings) this.#request.emit({ type: 'warning', text });
  }
}

interface Shape {
  readonly names: readonly string[];
  readonly types: readonly ColumnType[];
  readonly rows: number;
}

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

function columnsLacking(
  parts: readonly StagedPart[],
  columns: readonly StackedColumn[],
): readonly string[] {
  return columns.flatMap(({ name }) => {
    const without = parts.filter(({ part }) => !part.columns.some((own) => own.name === name));
    const [first] = without;
    if (first === undefined) return [];
    const others = without.length === 1 ? '' : ` and ${without.length - 1} more`;
    return [
      `\`${first.part.origin}\`${others} has no column \`${name}\`; it is missing in those rows`,
    ];
  });
}

function columnMissing(name: string, names: readonly string[]): MlxError {
  const nearest = nearestWord(name, names);
  return new MlxError('data/column-missing', `The data has no column \`${name}\``, {
    hints: [
      nearest === undefined ? `Name one of: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
    ],
  });
}

function noRows(parts: readonly StagedPart[]): MlxError {
  const [first] = parts;
  const origin = first?.part.origin;
  const what =
    parts.length === 1 && origin !== undefined ? `\`${origin}\` has` : 'The sources have';
  return new MlxError('data/no-rows', `${what} columns but no rows`, {
    hints: ['Check the export', 'Set `header: false` if the first row is data'],
    ...(origin === undefined ? {} : { place: { file: origin } }),
  });
}
