import type { RunRecord } from '../../pipeline/run-record.js';

/** The runs that made or reused the package of a fingerprint, in the order given. */
export function runsBehind(
  records: readonly RunRecord[],
  fingerprint: string,
): readonly RunRecord[] {
  const version = fingerprint.slice(0, 12);
  return records.filter(({ stages }) =>
    stages.some(
      ({ stage, facts }) =>
        stage === 'package' &&
        facts.some(({ name, value }) => name === 'version' && value === version),
    ),
  );
}
