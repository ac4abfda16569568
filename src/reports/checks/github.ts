import { type Check, troubles, withHints } from './check.js';

/** GitHub shows no more annotations of one kind for one step. */
const most = 10;

/**
 * Workflow commands that make GitHub Actions write failures and warnings beside the lines they are about, one on each
 * line: at most ten of each kind, as GitHub shows no more; the tenth says how many are left out.
 */
export function githubAnnotations(checks: readonly Check[]): string {
  const all = troubles(checks);
  return (['failed', 'warned'] as const)
    .flatMap((state) => shown(all.filter((check) => check.state === state)))
    .map((check) => `${annotation(check)}\n`)
    .join('');
}

function shown(checks: readonly Check[]): readonly Check[] {
  const left = checks.length - most;
  return checks.slice(0, most).map((check, at) =>
    left > 0 && at === most - 1
      ? {
          ...check,
          hints: [...(check.hints ?? []), `${left} more are in the log: GitHub shows ${most}`],
        }
      : check,
  );
}

function annotation(check: Check): string {
  const { state, place, code } = check;
  const properties: (readonly [string, string | number | undefined])[] = [
    ['file', place?.file],
    ['line', place?.line],
    ['col', place?.line === undefined ? undefined : place.column],
    ['title', `mlx: ${code}`],
  ];
  const written = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`],
  );
  return `::${state === 'failed' ? 'error' : 'warning'} ${written.join(',')}::${escaped(withHints(check))}`;
}

/** As `@actions/core` escapes: a line break would end the command. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
