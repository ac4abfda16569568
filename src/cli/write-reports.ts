import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { ReportRequest } from './report-request.js';
import type { Session } from './session.js';

/** Where the page of a project's evaluation lies. */
export const evaluationPage = join('reports', 'evaluation.html');

/**
 * Writes the HTML report of an evaluation that was made or reused, unless the one on disk is about the same
 * artifact and as many looks at the test split. Returns the reports there are, relative to the project.
 */
export async function writeReports(
  session: Session,
  { plan, record, testSet }: ReportRequest,
): Promise<readonly string[]> {
  const planned = plan.find(({ stage }) => stage.name === 'evaluate');
  const done = record.stages.some(
    ({ stage, state }) => stage === 'evaluate' && (state === 'ran' || state === 'reused'),
  );
  if (planned === undefined || !done) return [];
  const page = join(session.project.dir, evaluationPage);
  const { looks = 0 } = testSet.counted ?? {};
  const mark = `<!-- mlx ${planned.fingerprint} ${looks} -->`;
  const before = await readFile(page, 'utf8').catch(() => '');
  if (!before.includes(mark)) {
    const [{ evaluationReport }, { evaluationHtml }] = await Promise.all([
      import('./evaluation-report.js'),
      import('../reports/evaluation-html.js'),
    ]);
    const html = evaluationHtml(await evaluationReport(session, { plan, record, testSet }));
    await writeAtomically(page, `${html}\n${mark}\n`);
  }
  return [evaluationPage];
}
