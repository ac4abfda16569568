/** What each exit code of `mlx` means. Scripts rely on these numbers: add, never change. */
export const exitCodes = {
  ok: { code: 0, name: 'ok', meaning: 'everything asked for was done' },
  bug: {
    code: 1,
    name: 'unexpected failure',
    meaning: 'a bug in mlx, or a failure it did not foresee',
  },
  usage: { code: 2, name: 'usage', meaning: 'the command line is wrong' },
  project: { code: 3, name: 'project file', meaning: 'mlx.yaml cannot be used as written' },
  data: {
    code: 4,
    name: 'data quality',
    meaning: 'the data cannot be read or is not as the project says',
  },
  requirement: { code: 5, name: 'metric requirement', meaning: 'a metric misses its requirement' },
  drift: { code: 6, name: 'drift', meaning: 'the data has drifted beyond its requirement' },
  budget: { code: 7, name: 'budget', meaning: 'a run costs more than its budget' },
  approval: { code: 8, name: 'approval', meaning: 'an approval is missing or was refused' },
  target: { code: 9, name: 'target', meaning: 'a target is unreachable or failed' },
  changes: {
    code: 10,
    name: 'plan has changes',
    meaning: 'with --detailed-exitcode: there is work to do',
  },
  stale: {
    code: 11,
    name: 'out of date',
    meaning: 'something that is needed first has not been made, or has changed',
  },
  timeLimit: { code: 124, name: 'time limit', meaning: 'the time limit of a target was reached' },
  interrupted: { code: 130, name: 'interrupted', meaning: 'stopped by Ctrl-C or SIGTERM' },
} as const;

export type ExitReason = keyof typeof exitCodes;
