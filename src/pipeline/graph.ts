import type { Project } from '../project/project.js';
import type { Registry } from '../registry.js';
import type { Stage } from './stage.js';

/** The stages that `goal` depends on in this project, then `goal`, each after all that it needs. */
export function stagesUpTo(goal: string, stages: Registry<Stage>, project: Project): Stage[] {
  const ordered = new Set<Stage>();
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new Error(`Stage cycle: ${[...above, name].join(' → ')}`);
    const stage = stages.get(name);
    if (above.length > 0 && stage.applies?.(project) === false) return;
    for (const need of stage.needs) visit(need, [...above, name]);
    ordered.add(stage);
  };
  visit(goal, []);
  return [...ordered];
}
