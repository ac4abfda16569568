import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import type { RunEvent } from '../../pipeline/events.js';
import type { PlannedStage } from '../../pipeline/plan-pipeline.js';
import type { Check, ChecksReport } from '../../reports/checks/check.js';
import { githubAnnotations } from '../../reports/checks/github.js';
import { gitlabCodeQuality } from '../../reports/checks/gitlab.js';
import { junitXml } from '../../reports/checks/junit.js';
import { runMarkdown } from '../../reports/checks/run-markdown.js';
import { sarifLog } from '../../reports/checks/sarif.js';
import { errorWords } from '../../ui/render-error.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { outStyle } from '../output.js';
import type { ReportRequest } from '../report-request.js';
import type { Session } from '../session.js';
import { evaluationPage } from '../write-reports.js';
import { checksOfError, exitOf } from './checks-of-error.js';
import { checksOfRun } from './checks-of-run.js';
import { appendStepSummary, isGithub } from './github-actions.js';
import { checkWishes, type ReportKind, type ReportWish } from './report-wish.js';
import { repositoryPlaces } from './repository-places.js';

/** Options that say what is written of a run beside what is printed. */
export interface ReportOptions extends ProjectOptions {
  readonly report?: readonly ReportWish[];
  readonly dryRun?: boolean;
}

/** The reports on what a command checked: those that were asked for, and what GitHub Actions shows by itself. */
export class CheckReports {
  readonly #options: ReportOptions;
  readonly #context: Context;
  readonly #command: string;
  readonly #startedAt = new Date();
  readonly #warnings: Check[] = [];
  readonly #passed: Check[] = [];
  #session: Session | undefined;
  #run: ReportRequest | undefined;
  #plan: readonly PlannedStage[] = [];

  constructor(command: string, options: ReportOptions, context: Context) {
    checkWishes(options.report ?? [], options);
    this.#command = command;
    this.#options = options;
    this.#context = context;
  }

  /** Whether standard output belongs to a report. */
  get printsReport(): boolean {
    return this.#wishes.some(({ path }) => path === '-');
  }

  /** Does the work of the command and writes the reports, whether it fails or not. */
  async around(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#context.signal.aborted) await this.#afterFailure(error);
      throw error;
    }
    await this.#write(undefined);
  }

  opened(session: Session): void {
    this.#session = session;
  }

  planned(plan: readonly PlannedStage[]): void {
    this.#plan = plan;
  }

  /** Keeps what is warned of on the way. */
  event(event: RunEvent): void {
    if (event.type !== 'stage-event' || event.event.type !== 'warning') return;
    const { text, hint } = event.event;
    this.#warnings.push({
      ...{ part: event.stage, name: text.replaceAll(/\d[\d.,]*/g, '#'), state: 'warned' },
      ...{ code: `warning/${event.stage}`, message: text },
      ...(hint !== undefined && { hints: [hint] }),
    });
  }

  /** Takes note of something that was found to hold. */
  passed(name: string, message: string): void {
    this.#passed.push({ part: 'project', name, state: 'passed', code: 'project/checked', message });
  }

  ended(run: ReportRequest): void {
    this.#run = run;
  }

  /** Whether GitHub Actions shows it: what would be done is none of it. */
  get #showsItself(): boolean {
    return isGithub(this.#context.environment) && this.#options.dryRun !== true;
  }

  get #wishes(): readonly ReportWish[] {
    return this.#options.report ?? [];
  }

  /** What can be written of a failure: the failure itself is what must be told. */
  async #afterFailure(error: unknown): Promise<void> {
    await this.#write(error).catch((cause: unknown) => {
      this.#context.stderr.write(`warning: no report could be written: ${errorWords(cause)}\n`);
    });
  }

  async #write(error: unknown): Promise<void> {
    const { environment } = this.#context;
    if (this.#wishes.length === 0 && !this.#showsItself) return;
    const report = await this.#report(error);
    for (const wish of this.#wishes) {
      // GitHub reads what is printed, and would show twice what is annotated anyway.
      if (wish.kind === 'github' && wish.path === '-' && this.#showsItself) continue;
      await this.#writeOne(wish, report);
    }
    if (!this.#showsItself) return;
    const warned = report.checks.filter(({ state }) => state === 'warned');
    this.#context.stderr.write(githubAnnotations(warned));
    await appendStepSummary(await this.#text('markdown', report), environment);
  }

  async #writeOne({ kind, path }: ReportWish, report: ChecksReport): Promise<void> {
    const { cwd, stdout, stderr } = this.#context;
    const text = kind === 'html' ? await this.#page() : await this.#text(kind, report);
    if (text === undefined) {
      stderr.write(`warning: there is no evaluation to show, so ${path} is not written\n`);
      return;
    }
    if (path === '-') {
      stdout.write(text);
      return;
    }
    await writeAtomically(resolve(cwd, path), text);
    const { quiet, json } = this.#options;
    if (quiet === true || json === true || this.printsReport) return;
    const failed = report.exit.code !== 0;
    const style = outStyle(this.#context, this.#options);
    (failed ? stderr : stdout).write(`${style.bold(kind.padEnd(10))}${path}\n`);
  }

  async #text(kind: Exclude<ReportKind, 'html'>, report: ChecksReport): Promise<string> {
    switch (kind) {
      case 'junit':
        return junitXml(report);
      case 'sarif':
        return sarifLog(report);
      case 'gitlab':
        return gitlabCodeQuality(report);
      case 'github':
        return githubAnnotations(report.checks);
      case 'markdown':
        return runMarkdown(report, await this.#evaluation());
    }
  }

  /** The page of the evaluation this run made or reused. */
  async #page(): Promise<string | undefined> {
    if (!this.#evaluates || this.#session === undefined) return undefined;
    const file = join(this.#session.project.dir, evaluationPage);
    return readFile(file, 'utf8').catch(() => undefined);
  }

  async #evaluation(): Promise<string | undefined> {
    if (!this.#evaluates || this.#session === undefined || this.#run === undefined)
      return undefined;
    const [{ evaluationReport }, { evaluationMarkdown }] = await Promise.all([
      import('../evaluation-report.js'),
      import('../../reports/markdown.js'),
    ]);
    return evaluationMarkdown(await evaluationReport(this.#session, this.#run));
  }

  get #evaluates(): boolean {
    const done = this.#run?.record.stages.find(({ stage }) => stage === 'evaluate');
    return done?.state === 'ran' || done?.state === 'reused';
  }

  async #report(error: unknown): Promise<ChecksReport> {
    const { cwd, version } = this.#context;
    const file = resolve(cwd, this.#options.project);
    const placed = repositoryPlaces(this.#context, this.#session?.project.dir ?? dirname(file));
    return {
      project: this.#session?.project.name ?? this.#options.project,
      command: this.#command,
      ...(this.#run !== undefined && { run: this.#run.record.id }),
      startedAt: this.#startedAt.toISOString(),
      seconds: (Date.now() - this.#startedAt.getTime()) / 1000,
      ...{ exit: exitOf(error), version, file: placed({ file }).file },
      checks: await this.#checks(error, placed),
    };
  }

  async #checks(
    error: unknown,
    placed: ReturnType<typeof repositoryPlaces>,
  ): Promise<readonly Check[]> {
    const session = this.#session;
    const record = this.#run?.record;
    const ran =
      session === undefined || record === undefined
        ? []
        : await checksOfRun({ session, plan: this.#plan, record, placed });
    const failed = error === undefined ? [] : checksOfError(error, this.#failedPart, placed);
    const known = new Set(ran.map(({ message }) => message));
    const isNew = ({ message }: Check): boolean => !known.has(message);
    return [...this.#passed, ...ran, ...failed.filter(isNew), ...this.#warnings.filter(isNew)];
  }

  /** The stage that failed: the last that was dealt with, as a gate closes behind it. */
  get #failedPart(): string {
    return this.#run?.record.stages.at(-1)?.stage ?? 'project';
  }
}
