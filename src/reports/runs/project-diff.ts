/** What is different between two states of a project: two runs, or a run and the project as it is. Plain data. */
export interface ProjectDiff {
  readonly from: string;
  readonly to: string;
  readonly settings: readonly DiffLine[];
  readonly data: readonly DiffLine[];
  readonly code: readonly DiffLine[];
  readonly versions: readonly DiffLine[];
  readonly stages: readonly {
    readonly stage: string;
    readonly state: 'same' | 'stale' | 'differs' | 'new' | 'gone';
    readonly why: readonly string[];
  }[];
  /** What is not known, such as the settings of a run of an earlier mlx. */
  readonly notes: readonly string[];
}

export interface DiffLine {
  readonly name: string;
  readonly before: string;
  readonly now: string;
  /** Where it is written now: `mlx.yaml:12`, `--set`. */
  readonly where?: string;
}

/** Whether nothing is different. */
export function isSameProject({ settings, data, code, versions, stages }: ProjectDiff): boolean {
  const lines = [...settings, ...data, ...code, ...versions];
  return lines.length === 0 && stages.every(({ state }) => state === 'same');
}
