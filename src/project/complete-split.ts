import { auditKinds } from '../contracts/split-audit.js';
import { onlyOf } from './complete-forecast.js';
import type { IngestSettings, SplitSettings, TaskSettings } from './project-schema.js';

interface Surroundings {
  readonly task: Partial<TaskSettings> | undefined;
  readonly columns: NonNullable<IngestSettings['columns']>;
}

/**
 * Fills in what the split leaves open: the strategy that its settings speak of, the columns that have the roles `group`
 * and `time`, 15% for `validation` and `test` (or what a given `train` leaves them), and warnings for the audit.
 */
export function completeSplit(
  split: Partial<SplitSettings>,
  { task, columns }: Surroundings,
): SplitSettings {
  const { validation, test } = heldOut(split);
  const strategy = split.strategy ?? strategyFor(split, task);
  const { column, gap, key, folds, sealed } = split;
  const group =
    split.group ?? (groupable.includes(strategy) ? onlyOf('group', columns) : undefined);
  const time = split.time ?? (strategy === 'time' ? timeFor(task, columns) : undefined);
  const given = { column, group, time, gap, key, folds, sealed, steps: split.steps };
  return {
    strategy,
    train: split.train ?? round(1 - validation - test),
    ...{ validation, test },
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    audit: auditOf(split, task),
  };
}

/** The column of a forecast, or the only one with the role `time`. */
function timeFor(task: Surroundings['task'], columns: Surroundings['columns']): string | undefined {
  return (task?.type === 'forecast' ? task.time : undefined) ?? onlyOf('time', columns);
}

/** What the audit looks for are features, which a forecast has none of; and series drift. */
function auditOf(
  { audit }: Partial<SplitSettings>,
  task: Surroundings['task'],
): SplitSettings['audit'] {
  const usual = task?.type === 'forecast' ? 'off' : 'warn';
  const entries = auditKinds.map((kind) => [kind, audit?.[kind] ?? usual]);
  return Object.fromEntries(entries) as SplitSettings['audit'];
}

/** Strategies that keep the column with the role `group` together without being told. */
const groupable: readonly string[] = ['random', 'stratified', 'grouped', 'stratified-grouped'];

function strategyFor(
  { column, time, gap, key }: Partial<SplitSettings>,
  task: Surroundings['task'],
): string {
  if (column !== undefined) return 'column';
  if (time !== undefined || gap !== undefined) return 'time';
  if (task?.type === 'forecast') return 'time';
  if (key !== undefined) return 'hash';
  return hasClasses(task) ? 'stratified' : 'random';
}

/** Without a target there is nothing to keep in proportion. */
function hasClasses(task: Surroundings['task']): boolean {
  return task?.type !== 'regression' && task?.target !== undefined;
}

function heldOut({ train, validation, test }: Partial<SplitSettings>): {
  readonly validation: number;
  readonly test: number;
} {
  if (train === undefined) return { validation: validation ?? 0.15, test: test ?? 0.15 };
  const rest = Math.max(0, 1 - train);
  if (validation === undefined && test === undefined) {
    return { validation: round(rest / 2), test: round(rest / 2) };
  }
  return {
    validation: validation ?? round(Math.max(0, rest - (test ?? 0))),
    test: test ?? round(Math.max(0, rest - (validation ?? 0))),
  };
}

function round(share: number): number {
  return Math.round(share * 1e9) / 1e9;
}
