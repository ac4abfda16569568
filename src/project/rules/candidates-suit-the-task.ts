import type { TaskKind } from '../../contracts/task.js';
import type { ProjectSettings } from '../project.js';
import type { Rule } from './rule.js';

/** What a type of task may turn out to be, once the data is known. */
export function kindsOf(type: ProjectSettings['task']['type']): readonly TaskKind[] {
  return type === 'classification' ? ['binary', 'multiclass'] : [type];
}

/** A family that cannot do the task is named, with those that can. */
export const candidatesSuitTheTask: Rule = {
  reads: ['task', 'train'],
  check: ({ task, train }, { models }, report) => {
    const suits = (tasks: readonly string[]): boolean =>
      kindsOf(task.type).some((kind) => tasks.includes(kind));
    for (const [name, { model }] of Object.entries(train.candidates)) {
      if (suits(models.get(model).tasks)) continue;
      const able = [...models].filter(({ tasks }) => suits(tasks)).map((family) => family.name);
      report({
        code: 'project/contradiction',
        path: ['train', 'candidates', name, 'model'],
        message: `\`${model}\` cannot do ${task.type}`,
        hints: [`Use one of: ${able.join(', ')}`],
      });
    }
  },
};
