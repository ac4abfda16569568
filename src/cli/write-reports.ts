import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { ReportRequest } from './report-request.js';
import type { Session } from './session.js';

/** Where the page of a project's evaluation lies. */
export const evaluationPage = join('reports', 'evaluation.html');

/** Where the page of a project's search lies. */
const searchPage = join('reports', 'tune.html');

/**
 * Writes the pages about what a run made or reused: the evaluation and the search. Returns them, relative to the project, the one about
 * what came last first.
 */
export async function writeReports(
  session: Session,
  request: ReportRequest,
): Promise<readonly string[]> {
  return [...(await writeEvaluation(session, request)), ...(await writeSearch(session, request))];
}

/** The page of the search, unless the one on disk is about the same artifact. */
async function writeSearch(
  { project, store }: Session,
  { plan, record }: ReportRequest,
): Promise<readonly string[]> {
  const planned = doneIn('tune', { plan, record });
  if (planned === undefined) return [];
  const file = join(project.dir, searchPage);
  const mark = `<!-- mlx ${planned.fingerprint} -->`;
  const before = await readFile(file, 'utf8').catch(() => '');
  if (!before.includes(mark)) {
    const [{ searchHtml }, { trialCosts, tuning }] = await Promise.all([
      import('../reports/tuning/search-html.js'),
      import('../stages/tuning/tuning-artifact.js'),
    ]);
    const folder = store.pathOf('tune', planned.fingerprint);
    const page = searchHtml({
      project: project.name,
      tuning: await tuning.read(folder),
      costs: await trialCosts.read(folder),
    });
    await writeAtomically(file, `${page}\n${mark}\n`);
  }
  return [searchPage];
}

/** A stage of the plan that the run made or reused. */
function doneIn(
  name: string,
  { plan, record }: Pick<ReportRequest, 'plan' | 'record'>,
): ReportRequest['plan'][number] | undefined {
  const isDone = record.stages.some(
    ({ stage, state }) => stage === name && (state === 'ran' || state === 'reused'),
  );
  return isDone ? plan.find(({ stage }) => stage.name === name) : undefined;
}

/**
 * Writes the HTML report of an evaluation that was made or reused, unless the one on disk is about the same
 * artifact and as many looks at the test split. Returns the reports there are, relative to the project.
 */
async function writeEvaluation(
  session: Session,
  { plan, record, testSet }: ReportRequest,
): Promise<readonly string[]> {
  const planned = doneIn('evaluate', { plan, record });
  if (planned === undefined) return [];
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
