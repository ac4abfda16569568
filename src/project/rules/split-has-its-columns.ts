import type { Complaint } from '../describe-problem.js';
import type { ProjectSettings } from '../project.js';
import type { SplitSettings } from '../project-schema.js';
import type { Rule } from './rule.js';

/** A strategy is given the columns it goes by, and none that it would ignore. */
export const splitHasItsColumns: Rule = {
  reads: ['split', 'ingest', 'task'],
  check: (project, catalogue, report) => {
    const { split } = project;
    if (!catalogue.splitStrategies.has(split.strategy)) return;
    for (const complaint of [
      ...missing(project),
      ...ignored(split),
      ...targetUsed(project),
      ...gapFlaw(split),
      ...foldFlaws(split),
    ]) {
      report(complaint);
    }
  },
};

const needs: Readonly<Record<string, keyof SplitSettings>> = {
  grouped: 'group',
  'stratified-grouped': 'group',
  time: 'time',
  hash: 'key',
  column: 'column',
};

const meanings: Readonly<Record<string, string>> = {
  group: 'the name of a column whose values stay together',
  time: 'the name of a column of timestamps or numbers',
  key: 'the name of a column that tells rows apart, such as an id',
  column: 'the name of a column that says `train`, `validation` or `test`',
};

function missing({ split, ingest, task }: ProjectSettings): readonly Complaint[] {
  const needed = needs[split.strategy];
  if (needed === undefined || split[needed] !== undefined) return [];
  // A forecast asks for its times itself.
  if (needed === 'time' && task.type === 'forecast') return [];
  const roles = Object.values(ingest.columns).filter(({ role }) => role === needed);
  const several = roles.length > 1 ? `: ${roles.length} columns have the role \`${needed}\`` : '';
  return [
    {
      code: 'project/missing-key',
      path: ['split'],
      message: `\`strategy: ${split.strategy}\` needs to know which column${several}`,
      hints: [`Add \`${needed}:\` with ${meanings[needed] ?? 'a column'}`],
    },
  ];
}

/** Which strategies read a setting that most do not. */
const readers: Readonly<Record<string, readonly string[]>> = {
  group: ['random', 'stratified', 'grouped', 'stratified-grouped', 'time'],
  time: ['time'],
  gap: ['time'],
  steps: ['time'],
  key: ['hash'],
  column: ['column'],
};

function ignored(split: SplitSettings): readonly Complaint[] {
  return Object.entries(readers).flatMap(([setting, strategies]) => {
    if (!(setting in split) || strategies.includes(split.strategy)) return [];
    const hint =
      setting === 'group' && split.strategy === 'hash'
        ? `Write \`key: ${split.group ?? ''}\`: rows with one key stay together`
        : `Remove it, or set \`strategy:\` to one of: ${strategies.join(', ')}`;
    return [
      {
        code: 'project/contradiction',
        path: ['split', setting],
        message: `\`strategy: ${split.strategy}\` does not read \`${setting}\``,
        hints: [hint],
      },
    ];
  });
}

function targetUsed({ split, task }: ProjectSettings): readonly Complaint[] {
  const { target } = task;
  const used = (['group', 'column'] as const).find((setting) => split[setting] === target);
  if (target === undefined || used === undefined) return [];
  return [
    {
      code: 'project/contradiction',
      path: ['split', used],
      message: `\`${target}\` is the target: a split by it would leave each of its values to one split`,
      hints: [`Name another column, or remove \`split.${used}\``],
    },
  ];
}

const duration = /^\d+(\.\d+)?\s*(s|min|h|d|w)$/;

function gapFlaw({ gap }: SplitSettings): readonly Complaint[] {
  const sound = typeof gap === 'string' ? duration.test(gap.trim()) : (gap ?? 0) >= 0;
  if (sound) return [];
  return [
    {
      code: 'project/bad-format',
      path: ['split', 'gap'],
      message: `\`split.gap\` is \`${String(gap)}\`, which is no length of time`,
      hints: [
        'Write a duration such as `7d`, `36h` or `30min`, or a number when times are numbers',
      ],
    },
  ];
}

function foldFlaws({ folds, strategy, group }: SplitSettings): readonly Complaint[] {
  if (folds === undefined || strategy !== 'time') return [];
  const path = ['split', 'folds'];
  const code = 'project/contradiction';
  if (folds.repeats > 1) {
    return [
      {
        ...{ code, path: [...path, 'repeats'] },
        message: 'Folds by time are the same each time: there is nothing to repeat',
        hints: ['Remove `repeats`'],
      },
    ];
  }
  if (group === undefined) return [];
  return [
    {
      ...{ code, path },
      message: 'Folds by time cannot keep groups together',
      hints: ['Remove `group`, or `folds`'],
    },
  ];
}
