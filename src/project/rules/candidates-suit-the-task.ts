import type { Rule } from './rule.js';

/** A family that cannot do the task is named, with those that can. */
export const candidatesSuitTheTask: Rule = {
  reads: ['task', 'train'],
  check: ({ task, train }, { models }, report) => {
    const suits = (tasks: readonly string[]): boolean =>
      task.type === 'regression'
        ? tasks.includes('regression')
        : tasks.some((each) => each !== 'regression');
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
