import { join } from 'node:path';
import type { Json, JsonObject } from '../contracts/json.js';
import { auditKinds } from '../contracts/split-audit.js';
import { splitTable } from '../data/split-table.js';
import type { FoldFacts } from '../data/splits/folds/fold.js';
import { MlxError, type Problem } from '../errors/index.js';
import type { Fact } from '../pipeline/events.js';
import { defineStage } from '../pipeline/stage.js';
import type { SplitSettings, TaskSettings } from '../project/project-schema.js';
import { divided, ingested, tableFile } from './artifact-files.js';
import { warningOfAccuracy } from './warn-of-accuracy.js';
import { warningOfSpellings } from './warn-of-spellings.js';

/** Divides the rows into what is learnt from, chosen by and judged by, and looks for leaks between them. */
export const split = defineStage({
  name: 'split',
  summary: 'divide the rows into train, validation and test',
  needs: ['ingest'],
  version: 3,
  settings: ({ seed, split: wish, task, features }) => ({
    seed,
    strategy: strategyOf(wish),
    params: paramsOf(wish),
    folds: wish.folds ?? null,
    audit: auditKinds.filter((kind) => wish.audit[kind] !== 'off'),
    target: task.target ?? null,
    ...planOf(task),
    // No model sees them, so they leak nothing.
    dropped: Object.entries(features).flatMap(([name, { drop }]) => (drop === true ? [name] : [])),
  }),

  async run({ settings, inputs, output, scratch, signal, emit }) {
    const { table: info } = await ingested.read(inputs.ingest);
    const table = join(inputs.ingest, tableFile);
    const folds = settings.folds as SplitSettings['folds'] | null;
    const result = await splitTable({
      ...settings,
      ...{ info, table, output, scratch, signal, emit },
      folds: folds ?? undefined,
    });
    await divided.write(output, result);
    const spellings = warningOfSpellings(settings.target ?? '', result.classes);
    if (spellings !== undefined) emit(spellings);
    const { rows, excluded, audit } = result;
    const warnings = audit.findings.filter(({ level }) => level === 'warning').length;
    return {
      facts: [
        ...Object.entries(rows).map(([name, value]) => ({ name, value })),
        ...(excluded === 0 ? [] : [{ name: 'in no split', value: excluded }]),
        ...foldFacts(result.folds),
        ...(warnings === 0 ? [] : [{ name: 'audit warnings', value: warnings }]),
      ],
    };
  },

  async gate(artifact, project, emit) {
    const { audit, classes } = await divided.read(artifact);
    const warning = warningOfAccuracy(project, { classes });
    if (warning !== undefined) emit(warning);
    const fatal = audit.findings.filter(({ kind }) => project.split.audit[kind] === 'fail');
    if (fatal.length === 0) return;
    const problems = fatal.map(
      ({ kind, text, hint }): Problem => ({
        code: 'data/leakage',
        message: text,
        place: project.placeOf(['split', 'audit', kind]),
        ...(hint !== undefined && { hints: [hint] }),
      }),
    );
    const count = fatal.length === 1 ? 'what' : `${fatal.length} things that`;
    throw new MlxError(
      'data/leakage',
      `The audit of the splits found ${count} \`split.audit\` forbids`,
      {
        problems,
        hints: ['Set the kind of finding to `warn` under `split.audit` to go on all the same'],
      },
    );
  },
});

/** Rows of times to come may stand in the table where the task reads what is known of them. */
function planOf({ known_ahead: ahead, time, series }: TaskSettings): {
  readonly plan?: { readonly time: string; readonly series: string | null };
} {
  return ahead === undefined || time === undefined
    ? {}
    : { plan: { time, series: series ?? null } };
}

function foldFacts(folds: FoldFacts | undefined): readonly Fact[] {
  if (folds === undefined) return [];
  const { outer, inner, repeats } = folds;
  const times = repeats === 1 ? '' : ` × ${repeats}`;
  const within = inner === null ? '' : ` (${inner} within each)`;
  return [{ name: 'folds', value: `${outer}${times}${within}` }];
}

/** With a group, rows at random are groups at random. */
function strategyOf({ strategy, group }: SplitSettings): string {
  if (group === undefined) return strategy;
  if (strategy === 'random') return 'grouped';
  return strategy === 'stratified' ? 'stratified-grouped' : strategy;
}

function paramsOf({ strategy, ...wish }: SplitSettings): JsonObject {
  const { train, validation, test, column, group, time, gap, key, steps } = wish;
  if (strategy === 'column') return { column: column ?? '', validation };
  const by: Readonly<Record<string, Json | undefined>> = { group, time, gap, key };
  return {
    ...(steps === undefined ? { train, validation, test } : { steps: steps }),
    ...(Object.fromEntries(
      Object.entries(by).filter(([, value]) => value !== undefined),
    ) as JsonObject),
  };
}
