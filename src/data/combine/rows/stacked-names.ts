import type { StepProblem } from './step-problem.js';
import { sameName } from './unknown-column.js';

/** The names of stacked columns in the order of their first appearance; tells of two that differ in case only. */
export function stackedNames(
  lists: readonly (readonly string[])[],
  report: (problem: StepProblem) => void,
  path: StepProblem['path'],
): readonly string[] {
  const names: string[] = [];
  for (const name of lists.flat()) {
    const other = sameName(name, names);
    if (other === undefined) names.push(name);
    else if (other !== name) report(inCaseOnly(name, other, path));
  }
  return names;
}

function inCaseOnly(name: string, other: string, path: StepProblem['path']): StepProblem {
  return {
    code: 'data/column-duplicate',
    message: `The columns \`${other}\` and \`${name}\` differ in the case of their letters only`,
    path,
    hints: ['Give the column the same name in every source'],
  };
}
