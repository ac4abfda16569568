import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { RunRecord } from '../pipeline/run-record.js';
import type { Session } from './session.js';

const evaluationPage = join('reports', 'evaluation.html');

/**
 * Writes the HTML report of an evaluation that was made or reused, unless the one on disk is about the same
 * artifact. Returns the reports there are, relative to the project.
 */
export async function writeReports(
  session: Session,
  plan: readonly PlannedStage[],
  record: RunRecord,
): Promise<readonly string[]> {
  const planned = plan.find(({ stage }) => stage.name === 'evaluate');
  const done = record.stages.some(
    ({ stage, state }) => stage === 'evaluate' && (state === 'ran' || state === 'reused'),
  );
  if (planned === undefined || !done) return [];
  const page = join(session.project.dir, evaluationPage);
  const mark = `<!-- mlx ${planned.fingerprint} -->`;
  const before = await readFile(page, 'utf8').catch(() => '');
  if (!before.includes(mark)) {
    const [{ evaluationReport }, { evaluationHtml }] = await Promise.all([
      import('./evaluation-report.js'),
      import('../reports/evaluation-html.js'),
    ]);
    const html = evaluationHtml(await evaluationReport(session, plan, record));
    await writeAtomically(page, `${html}\n${mark}\n`);
  }
  return [evaluationPage];
}
