import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from '../contracts/batch.js';
import type { SignatureInput } from '../contracts/model.js';
import { MlxError, nearestWord } from '../errors/index.js';
import { type StagingOptions, stageSources } from './stage-sources.js';
import type { SourceSpec } from './staging/offers.js';
import { placeOf, stackedRelation } from './staging/stack.js';
import { readsAs, typedCell } from './tables/cell-types.js';
import { openDatabase } from './tables/database.js';
import { batchesOf, vectorOf } from './tables/read-batches.js';
import { requireTypes } from './tables/require-type.js';
import { identifier } from './tables/sql.js';

export interface ReadTableRequest {
  readonly source: SourceSpec;
  readonly inputs: readonly SignatureInput[];
  readonly projectDir: string;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly batchRows?: number;
}

/**
 * The rows of any source as batches a predictor reads, in order, cells read as at ingest. Throws before the first
 * batch when a required column is absent, or when a cell cannot be read as its input's type,
 * naming column, row and line.
 */
export async function* readTable(request: ReadTableRequest): AsyncGenerator<Batch> {
  const scratch = await mkdtemp(join(request.scratch, 'read-'));
  const { source, inputs, projectDir, signal } = request;
  try {
    await using database = await openDatabase({ scratch, signal });
    const world = { database, projectDir, scratch, signal };
    const { parts, columns } = await stageSources([source], world, asText);
    const present = new Set(columns.map(({ name }) => name));
    refuseMissingColumns(inputs, present);
    const texts = columns.map(({ name }) => ({ name, storage: 'VARCHAR' as const }));
    const relation = stackedRelation({ parts, columns: texts });
    await requireTypes(database, {
      relation,
      columns: inputs.filter(({ name, unfit }) => present.has(name) && unfit === undefined),
      doubtful: parts.every(({ part }) => part.nullValues === undefined),
      placeOf: (row) => placeOf(parts, row),
    });
    const cells = inputs.map(({ name, type, unfit }) => {
      const cell = present.has(name) ? identifier(name) : `CAST(NULL AS VARCHAR)`;
      const fitting =
        unfit === undefined ? cell : `CASE WHEN ${readsAs(type, cell)} THEN ${cell} END`;
      return vectorOf(typedCell(type, fitting), type);
    });
    yield* batchesOf(database, `SELECT ${cells.join(', ')} FROM ${relation}`, {
      columns: inputs,
      batchRows: request.batchRows ?? 8192,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Cells are kept as they are written, so that what cannot be read can be shown. */
const asText: StagingOptions = {
  label: 'rows',
  emit: () => undefined,
  kindOf: () => ({ guess: 'text' }),
  keepsMisfits: () => false,
};

function refuseMissingColumns(
  inputs: readonly SignatureInput[],
  present: ReadonlySet<string>,
): void {
  for (const { name, required } of inputs) {
    if (!required || present.has(name)) continue;
    const nearest = nearestWord(name, present);
    throw new MlxError(
      'data/column-missing',
      `The data has no column \`${name}\`, which the model needs`,
      {
        hints: [
          nearest === undefined
            ? `Add the column \`${name}\``
            : `Rename \`${nearest}\` to \`${name}\``,
        ],
      },
    );
  }
}
