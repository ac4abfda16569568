import { extname } from 'node:path';
import { changesOf } from '../../pipeline/explain-change.js';
import { settingChanges, shownSetting } from '../../pipeline/setting-changes.js';
import type { Project } from '../../project/project.js';
import type { DiffLine, ProjectDiff } from '../../reports/runs/project-diff.js';
import { formatCount } from '../../ui/format.js';
import type { ProjectSide, SideStage } from './project-side.js';

const codeEndings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** What is different from one state of a project to another. `project` is given when the other is the project itself. */
export function diffProjects(
  before: ProjectSide,
  now: ProjectSide,
  project?: Project,
): ProjectDiff {
  const files = fileLines(before, now);
  return {
    from: before.words,
    to: now.words,
    settings: settingLines(before, now, project),
    data: [...files.filter(({ name }) => !isCode(name)), ...tableLines(before, now)],
    code: [...commitLines(before, now), ...files.filter(({ name }) => isCode(name))],
    versions: Object.keys(now.versions).flatMap((name) => {
      const [old = '', fresh = ''] = [before.versions[name], now.versions[name]];
      return old === fresh ? [] : [{ name, before: old, now: fresh }];
    }),
    stages: stageLines(before, now),
    notes:
      before.settings === undefined || now.settings === undefined
        ? ['a run of an earlier mlx has kept no settings: stages say what they know']
        : [],
  };
}

function settingLines(
  before: ProjectSide,
  now: ProjectSide,
  project: Project | undefined,
): readonly DiffLine[] {
  if (before.settings === undefined || now.settings === undefined) return [];
  return settingChanges(before.settings, now.settings).map((change) => {
    const isSet = 'now' in change;
    return {
      name: change.name,
      before: shownSetting(change.before, 60),
      now: shownSetting(change.now, 60),
      ...(project !== undefined && isSet && { where: project.originOf(change.path) }),
    };
  });
}

function fileLines(before: ProjectSide, now: ProjectSide): readonly DiffLine[] {
  const [old, fresh] = [filesOf(before), filesOf(now)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), fresh.get(name)];
    if (was === is) return [];
    const words = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed';
    return [{ name, before: '', now: words }];
  });
}

/** Files of all stages that both know; of a stage that only one side came to, nothing can be said. */
function filesOf({ stages }: ProjectSide): ReadonlyMap<string, string> {
  return new Map(stages.flatMap(({ parts }) => Object.entries(parts?.files ?? {})));
}

function tableLines(before: ProjectSide, now: ProjectSide): readonly DiffLine[] {
  const [old, fresh] = [before, now].map(
    ({ stages }) => stages.find(({ table }) => table !== undefined)?.table,
  );
  if (old === undefined || fresh === undefined) return [];
  return (['rows', 'columns'] as const).flatMap((name) =>
    old[name] === fresh[name]
      ? []
      : [
          {
            name: `${name} after ingest`,
            before: formatCount(old[name]),
            now: formatCount(fresh[name]),
          },
        ],
  );
}

function commitLines({ git: old }: ProjectSide, { git: fresh }: ProjectSide): readonly DiffLine[] {
  const [before, now] = [commitWords(old), commitWords(fresh)];
  const branches = [old, fresh].map((git) => git?.branch ?? 'none');
  const [branchBefore = '', branchNow = ''] = branches;
  const commit =
    before !== now
      ? [{ name: 'commit', before, now }]
      : fresh?.dirty === true
        ? [{ name: 'commit', before: '', now: `${now}: those may differ, nobody kept them` }]
        : [];
  const isSame = branchBefore === branchNow;
  return isSame ? commit : [...commit, { name: 'branch', before: branchBefore, now: branchNow }];
}

function commitWords(git: ProjectSide['git']): string {
  if (git === undefined) return 'none';
  return `${git.commit.slice(0, 7)}${git.dirty ? ' with changes' : ''}`;
}

function stageLines(before: ProjectSide, now: ProjectSide): ProjectDiff['stages'] {
  const names = [...new Set([...now.stages, ...before.stages].map(({ stage }) => stage))];
  return names.map((stage) => {
    const old = before.stages.find((each) => each.stage === stage);
    const fresh = now.stages.find((each) => each.stage === stage);
    return { stage, ...standing(old, fresh) };
  });
}

function standing(
  old: SideStage | undefined,
  fresh: SideStage | undefined,
): Omit<ProjectDiff['stages'][number], 'stage'> {
  if (fresh === undefined) return { state: 'gone', why: ['the other did not come to it'] };
  const { stale } = fresh;
  if (old === undefined) {
    return { state: stale === undefined ? 'new' : 'stale', why: ['it did not come to it'] };
  }
  if (old.fingerprint !== fresh.fingerprint) {
    return { state: stale === undefined ? 'differs' : 'stale', why: reasons(old, fresh) };
  }
  return stale === undefined ? { state: 'same', why: [] } : { state: 'stale', why: [stale] };
}

function reasons(old: SideStage, fresh: SideStage): readonly string[] {
  if (old.parts !== undefined && fresh.parts !== undefined) {
    return changesOf(old.parts, fresh.parts);
  }
  return [fresh.stale ?? 'the artifact is gone that would say why'];
}

function isCode(name: string): boolean {
  return codeEndings.includes(extname(name));
}
