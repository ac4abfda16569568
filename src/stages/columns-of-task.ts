import type { Path, Project } from '../project/project.js';

/** Every column that a task names, and where; nothing is to be predicted where odd rows are looked for without labels. */
export function columnsOfTask(
  task: Project['task'],
): readonly { readonly name: string; readonly path: Path }[] {
  const { target, targets, known_ahead: ahead = [] } = task;
  const single = target === undefined ? [] : [{ name: target, path: ['task', 'target'] }];
  return [
    ...(targets?.map((name, at) => ({ name, path: ['task', 'targets', at] })) ?? single),
    ...(['time', 'series'] as const).flatMap((setting) => {
      const name = task[setting];
      return name === undefined ? [] : [{ name, path: ['task', setting] }];
    }),
    ...ahead.map((name, at) => ({ name, path: ['task', 'known_ahead', at] })),
  ];
}
