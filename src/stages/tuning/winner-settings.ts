import type { Json } from '../../contracts/json.js';
import type { Project } from '../../project/project.js';
import type { SettingChange } from '../../project/writable-project.js';
import { settingPath } from './points.js';
import type { Tuning } from './tuning-artifact.js';

/** What would have to stand in a project so that it says what the search found; nothing that it says already. */
export function settingsOfWinner({ winner }: Tuning, project: Project): readonly SettingChange[] {
  return Object.entries(winner.params).flatMap(([name, value]): readonly SettingChange[] => {
    const path = settingPath(winner.candidate, name);
    const now = valueAt(project as unknown as Json, path);
    return JSON.stringify(now ?? null) === JSON.stringify(value) ? [] : [{ path, value }];
  });
}

/** Why it is not known that the winner is better than the params as written, in words; undefined when it is. */
export function whyNotConfirmed({ confirmation }: Tuning): string | undefined {
  if (confirmation === undefined) return 'The search did not confirm its winner';
  if (confirmation.kept === 'as written')
    return 'The params as written did better over the repeats than what the search found';
  const found = confirmation.comparisons.find(({ against }) => against === 'as written');
  if (found === undefined) return 'The winner could not be held against the params as written';
  if (found.verdict === 'better') return undefined;
  return `The winner ${found.verdict === 'worse' ? 'is worse than' : 'cannot be told apart from'} the params as written`;
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, Json>>)[step]
        : undefined,
    value,
  );
}
