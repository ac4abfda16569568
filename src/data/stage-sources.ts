import { join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { JsonObject } from '../contracts/json.js';
import { rowColumn } from '../contracts/table.js';
import { MlxError } from '../errors/index.js';
import { atOrigin } from './sources/files/at-origin.js';
import { isMendable } from './sources/files/mendable.js';
import { sources } from './sources/index.js';
import type { PartColumn, SourcePart, SourceWorld, StorageType } from './sources/source.js';
import { cleanCell } from './tables/cell-types.js';
import { identifier, literal, numberedParquetRows, parquetRows } from './tables/sql.js';
import { withDefaults } from './with-defaults.js';

/** A source as the project names it. */
export interface SourceSpec {
  readonly name: string;
  readonly type: string;
  readonly params: JsonObject;
}

/** A part of a source, copied into scratch as Parquet: cells cleaned, types not yet decided. */
export interface StagedPart {
  readonly source: string;
  readonly part: SourcePart;
  readonly file: string;
  readonly rows: number;
}

/** Opens every part of every source in turn, with the defaults of its params filled in. */
export async function* openSources(
  specs: readonly SourceSpec[],
  world: SourceWorld,
): AsyncGenerator<{ readonly source: string; readonly part: SourcePart }> {
  for (const { name, type, params } of specs) {
    const source = sources.get(type);
    const values = withDefaults(source.params, params);
    for (const needed of source.required) {
      if (values[needed] !== undefined) continue;
      throw new MlxError('data/source-incomplete', `Source \`${name}\` lacks \`${needed}\``, {
        hints: [`Add \`${needed}\` to the source`],
      });
    }
    for await (const part of source.open(values, world)) {
      refuseBadNames(part);
      yield { source: name, part };
    }
  }
}

/** Reads all sources once, from first to last, into Parquet files in scratch. */
export async function stageSources(
  specs: readonly SourceSpec[],
  world: SourceWorld,
  emit: Emit,
): Promise<readonly StagedPart[]> {
  const staged: StagedPart[] = [];
  for await (const { source, part } of openSources(specs, world)) {
    const file = join(world.scratch, `part-${staged.length}.parquet`);
    const read = await stageRepairing(part, { file, world, emit });
    const [count] = await world.database.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${parquetRows(file)}`,
    );
    staged.push({ source, part: read, file, rows: count?.rows ?? 0 });
  }
  return staged;
}

interface StageRequest {
  readonly file: string;
  readonly world: SourceWorld;
  readonly emit: Emit;
}

/** What is irregular may show up only deep in a file: then the part is mended and read again. */
async function stageRepairing(part: SourcePart, request: StageRequest): Promise<SourcePart> {
  try {
    await stagePart(part, request);
    return part;
  } catch (error) {
    if (!isMendable(error) || part.repaired === undefined) throw atOrigin(error, part);
  }
  const repaired = await part.repaired();
  try {
    await stagePart(repaired, request);
    return repaired;
  } catch (error) {
    throw atOrigin(error, repaired);
  }
}

function stagePart(part: SourcePart, { file, world, emit }: StageRequest): Promise<void> {
  const columns = part.columns.map(
    (column) => `${storedCell(column, part)} AS ${identifier(column.name)}`,
  );
  return world.database.run(
    `COPY (SELECT ${columns.join(', ')} FROM ${part.relation}) TO ${literal(file)} (FORMAT parquet)`,
    (percent) =>
      emit({ type: 'progress', done: percent, total: 100, unit: 'percent', label: part.origin }),
  );
}

function storedCell({ storage, value }: PartColumn, part: SourcePart): string {
  return storage === 'VARCHAR' ? cleanCell(value, part) : value;
}

function refuseBadNames({ origin, columns }: SourcePart): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const both =
        other === name
          ? `two columns are named \`${name}\``
          : `\`${other}\` and \`${name}\` differ in case only`;
      throw new MlxError('data/column-duplicate', `\`${origin}\`: ${both}`, {
        hints: ['Rename one of them, or give all names with `columns: [...]` on a CSV source'],
        place: { file: origin },
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}

/** Refuses a column that would clash with the one for the row's number at ingest. Throws `data/column-reserved`. */
export function refuseRowColumn(parts: readonly StagedPart[]): void {
  const taken = parts.find(({ part }) => part.columns.some(({ name }) => name === rowColumn));
  if (taken === undefined) return;
  const { origin } = taken.part;
  throw new MlxError('data/column-reserved', `\`${origin}\` has a column named \`${rowColumn}\``, {
    hints: ['Rename the column'],
    place: { file: origin },
  });
}

/** A column of the stacked parts. */
export interface StackedColumn {
  readonly name: string;
  /** The type all parts agree on, otherwise text. */
  readonly storage: StorageType;
}

/** The columns of all parts in the order of their first appearance. */
export function stackedColumns(parts: readonly StagedPart[]): readonly StackedColumn[] {
  const found = new Map<string, StackedColumn>();
  for (const { part } of parts) {
    for (const { name, storage } of part.columns) {
      const other = found.get(name.toLowerCase());
      if (other !== undefined && other.name !== name) {
        throw new MlxError(
          'data/column-duplicate',
          `\`${name}\` in \`${part.origin}\` differs in case only from \`${other.name}\` elsewhere`,
          { hints: ['Give the column the same name in every file'], place: { file: part.origin } },
        );
      }
      const agreed = other === undefined || other.storage === storage ? storage : 'VARCHAR';
      found.set(name.toLowerCase(), { name, storage: agreed });
    }
  }
  return [...found.values()];
}

/**
 * All parts as one relation, in SQL: matched by column name, a column a part lacks is missing there, and
 * {@link rowColumn} counts on from part to part.
 */
export function stackedRelation(
  parts: readonly StagedPart[],
  columns: readonly StackedColumn[],
  sourceColumn?: string,
): string {
  let offset = 0;
  const selects = parts.map(({ source, part, file, rows }) => {
    const own = new Set(part.columns.map(({ name }) => name));
    const cells = columns.map(({ name, storage }) => {
      return `CAST(${own.has(name) ? identifier(name) : 'NULL'} AS ${storage}) AS ${identifier(name)}`;
    });
    const named =
      sourceColumn === undefined ? [] : [`${literal(source)} AS ${identifier(sourceColumn)}`];
    const row = `file_row_number + ${offset} AS ${identifier(rowColumn)}`;
    offset += rows;
    return `SELECT ${[row, ...cells, ...named].join(', ')} FROM ${numberedParquetRows(file)}`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}
