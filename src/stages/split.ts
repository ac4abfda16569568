import { join } from 'node:path';
import { splitTable } from '../data/split-table.js';
import { defineStage } from '../pipeline/stage.js';
import { divided, ingested, tableFile } from './artifact-files.js';

/** Divides the rows into what is learnt from, chosen by and judged by. */
export const split = defineStage({
  name: 'split',
  summary: 'divide the rows into train, validation and test',
  needs: ['ingest'],
  version: 1,
  settings: ({ seed, split: { strategy, train, validation, test, column }, task }) => ({
    seed,
    strategy,
    params: column === undefined ? { train, validation, test } : { column, validation },
    target: task.target,
  }),

  async run({ settings, inputs, output, scratch, signal, emit }) {
    const { table: info } = await ingested.read(inputs.ingest);
    const table = join(inputs.ingest, tableFile);
    const result = await splitTable({ ...settings, info, table, output, scratch, signal, emit });
    await divided.write(output, result);
    return { facts: Object.entries(result.rows).map(([name, value]) => ({ name, value })) };
  },
});
