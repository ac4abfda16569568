import type { Complaint } from '../describe-problem.js';
import type { PluginCatalogue } from '../plugin-catalogue.js';
import type { ProjectSettings } from '../project.js';
import type { Rule } from './rule.js';

const own = [
  ...(['targets', 'horizon', 'time', 'series', 'known_ahead'] as const),
  ...(['season', 'gaps', 'interval'] as const),
];

/** A forecast knows when and how far, is split by time, and is told nothing that is for other tasks; nor they what is for it. */
export const forecastLooksAhead: Rule = {
  reads: ['task', 'split', 'features', 'train', 'ingest'],
  check: (project, { models }, report) => {
    const complaints =
      project.task.type === 'forecast'
        ? [
            ...[...missing(project), ...splitFlaws(project), ...useless(project)],
            ...[...stepFlaws(project), ...aheadFlaws(project, models)],
          ]
        : strange(project);
    for (const complaint of complaints) report(complaint);
  },
};

const code = 'project/contradiction' as const;
const missingKey = 'project/missing-key' as const;
const outOfRange = 'project/out-of-range' as const;

function strange({ task }: ProjectSettings): readonly Complaint[] {
  return own
    .filter((setting) => task[setting] !== undefined)
    .map((setting) => ({
      ...{ code, path: ['task', setting] },
      message: `\`${setting}\` is about series, and \`task.type\` is \`${task.type}\``,
      hints: [`Remove \`${setting}\`, or set \`type: forecast\``],
    }));
}

function missing({ task, ingest }: ProjectSettings): readonly Complaint[] {
  const times = Object.values(ingest.columns).filter(({ role }) => role === 'time').length;
  const several = times > 1 ? `: ${times} columns have the role \`time\`` : '';
  return [
    ...(task.horizon === undefined
      ? [
          {
            ...{ code: missingKey, path: ['task'] },
            message: 'A forecast needs to know how far it reaches',
            hints: ['Add `horizon:` with a number of steps, such as `horizon: 12`'],
          },
        ]
      : []),
    ...(task.time === undefined
      ? [
          {
            ...{ code: missingKey, path: ['task'] },
            message: `A forecast needs to know which column says when${several}`,
            hints: ['Add `time:` with the name of a column of timestamps or numbers'],
          },
        ]
      : []),
  ];
}

function splitFlaws({ split }: ProjectSettings): readonly Complaint[] {
  const { strategy, gap } = split;
  if (strategy !== 'time' && strategy !== 'column') {
    return [
      {
        ...{ code, path: ['split', 'strategy'] },
        message: `\`strategy: ${strategy}\` would let a forecast learn from what comes later`,
        hints: ['Remove `strategy`: a forecast is split by time'],
      },
    ];
  }
  if (gap === undefined) return [];
  return [
    {
      ...{ code, path: ['split', 'gap'] },
      message:
        'A forecast looks back across the border of a split, so a `gap` would be a hole in its series',
      hints: ['Remove `gap`'],
    },
  ];
}

function useless({ features, train, task }: ProjectSettings): readonly Complaint[] {
  const [feature] = Object.keys(features);
  const roles = [task.time, task.series].flatMap((name): readonly Complaint[] => {
    const isTarget = name !== undefined && (name === task.target || task.targets?.includes(name));
    return isTarget
      ? [
          {
            ...{ code, path: ['task', name === task.time ? 'time' : 'series'] },
            message: `\`${name}\` is the target`,
            hints: ['Name another column'],
          },
        ]
      : [];
  });
  return [
    ...roles,
    ...(feature !== undefined
      ? [
          {
            ...{ code, path: ['features'] },
            message: 'A forecast learns from the past of its series and reads no features',
            hints: ['Remove `features`'],
          },
        ]
      : []),
    ...(train.imbalance === undefined
      ? []
      : [
          {
            ...{ code, path: ['train', 'imbalance'] },
            message: '`imbalance` is about classes, and a forecast has none',
            hints: ['Remove `imbalance`'],
          },
        ]),
  ];
}

/** What is known ahead is no part of the series itself, and some candidate reads it. */
function aheadFlaws(
  { task, train }: ProjectSettings,
  models: PluginCatalogue['models'],
): readonly Complaint[] {
  const { known_ahead: ahead } = task;
  if (ahead === undefined) return [];
  const taken = [task.time, task.series, task.target, ...(task.targets ?? [])];
  const double = [...ahead.entries()].flatMap(([at, name]): readonly Complaint[] =>
    taken.includes(name)
      ? [
          {
            ...{ code, path: ['task', 'known_ahead', at] },
            message: `\`${name}\` is a part of the series, and the forecast knows it anyway`,
            hints: ['Remove it from `known_ahead`'],
          },
        ]
      : [],
  );
  const reads = (model: string): boolean =>
    models.has(model) && models.get(model).readsAhead === true;
  if (Object.values(train.candidates).some(({ model }) => reads(model))) return double;
  const able = [...models].filter(({ readsAhead }) => readsAhead).map(({ name }) => name);
  return [
    ...double,
    {
      ...{ code, path: ['task', 'known_ahead'] },
      message: 'No candidate reads what is known ahead',
      hints: [`Add one of: ${able.join(', ')}`, 'Or remove `known_ahead`'],
    },
  ];
}

function stepFlaws({ split, task }: ProjectSettings): readonly Complaint[] {
  const { steps, strategy } = split;
  const horizon = task.horizon ?? 1;
  if (steps === undefined || strategy !== 'time') return [];
  return (['validation', 'test'] as const)
    .filter((part) => steps[part] < horizon)
    .map((part) => ({
      ...{ code: outOfRange, path: ['split', 'steps', part] },
      message: `The ${part} split is ${steps[part]} steps long, and no forecast over ${horizon} can be judged there`,
      hints: [`Write \`${part}: ${horizon} steps\` or more, or lower \`task.horizon\``],
    }));
}
