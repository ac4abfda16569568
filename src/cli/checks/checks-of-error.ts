import { exitCodes, MlxError, type Place } from '../../errors/index.js';
import type { Check } from '../../reports/checks/check.js';
import { exitCodeOf } from '../../ui/render-error.js';

/** What a failure says, as failed checks: each of its problems, or itself when it has none. */
export function checksOfError(
  error: unknown,
  part: string,
  placed: (place: Place) => Place,
): readonly Check[] {
  if (!(error instanceof MlxError)) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ part, name: 'no unexpected failure', state: 'failed', code: 'internal', message }];
  }
  const { problems, hints } = error;
  const all = problems.length > 0 ? problems : [error];
  return all.map((problem) => ({
    ...{ part, name: nameOf(problem.code, problem.place), state: 'failed' as const },
    ...{ code: problem.code, message: problem.message },
    ...(problem.place !== undefined && { place: placed(problem.place) }),
    hints: [...new Set([...(problem.hints ?? []), ...hints])],
  }));
}

/** Without figures: the line as it is written, or what the code is about. */
function nameOf(code: string, place: Place | undefined): string {
  const source = place?.source?.trim().split('\n')[0] ?? '';
  return source === '' ? code : `${code}: ${source.slice(0, 120)}`;
}

/** The exit code a command ends with, and its name. */
export function exitOf(error: unknown): { readonly code: number; readonly name: string } {
  const code = error === undefined ? 0 : exitCodeOf(error);
  const name = Object.values(exitCodes).find((exit) => exit.code === code)?.name ?? '';
  return { code, name };
}
