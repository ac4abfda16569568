import { createHash } from 'node:crypto';
import { type ChecksReport, troubles, withHints } from './check.js';

/**
 * GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/): a list of failures and warnings, each
 * at a file and line. Its fingerprint stays when only figures change. Ends with a newline.
 */
export function gitlabCodeQuality({ checks, file }: ChecksReport): string {
  const seen = new Map<string, number>();
  const issues = troubles(checks).map((check) => {
    const { code, part, name, place, state } = check;
    const identity = [code, part, name, place?.file ?? file].join('\n');
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return {
      description: withHints(check),
      check_name: code,
      fingerprint: createHash('sha256').update(`${identity}\n${count}`).digest('hex'),
      severity: state === 'failed' ? 'major' : 'minor',
      location: { path: place?.file ?? file, lines: { begin: place?.line ?? 1 } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
