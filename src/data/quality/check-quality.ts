import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ColumnType } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import type { SourceSpec } from '../staging/offers.js';
import { rowProgress } from '../tables/row-progress.js';
import { type Blaming, type Count, countBroken } from './count-broken.js';
import { examplesOf } from './examples.js';
import { type Example, type Finding, outcomeOf, rowsMessage } from './finding.js';
import { type PreparedCheck, prepareChecks, type WrittenRule } from './prepare-checks.js';
import type { TableCheck } from './rules/rule.js';
import { collectRows, type Positioned, withoutAside } from './set-aside.js';
import { writeAside } from './write-aside.js';
import { eachRun } from './written-rules.js';

/** What a table is held to. */
export interface QualityRequest {
  readonly rules: readonly WrittenRule[];
  /** The sources of the project, for rules that look into them. */
  readonly sources?: readonly SourceSpec[];
  /** Columns whose values must not be shown, neither in messages nor in files. */
  readonly secret: ReadonlySet<string>;
  /** Where the rows that were set aside are written when there are any. */
  readonly quarantine: string;
  /** Where the rows are written that make it fail: outside of what would become the artifact. */
  readonly rejects: string;
}

export interface QualityResult {
  /** The table without the rows that were set aside; the same when there are none. */
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  /** Rows that were set aside, each counted once. */
  readonly quarantined: number;
}

/**
 * Holds a table to the rules of the project: exact, out of core, the same at each run. Sets rows aside as the rules say. Throws
 * `quality/broken` with every rule that must not be broken and is; the rows to blame lie in a file then.
 */
export async function checkQuality(
  draft: Draft,
  request: QualityRequest,
  bench: Workbench,
): Promise<QualityResult> {
  await rm(request.rejects, { force: true });
  const rules = request.rules.filter(({ settings }) => !eachRun(settings));
  if (rules.length === 0) return { draft, findings: [], quarantined: 0 };
  return new QualityCheck(draft, { ...request, rules }, bench).run();
}

class QualityCheck {
  readonly #draft: Draft;
  readonly #request: QualityRequest;
  readonly #bench: Workbench;

  constructor(draft: Draft, request: QualityRequest, bench: Workbench) {
    this.#draft = draft;
    this.#request = request;
    this.#bench = bench;
  }

  async run(): Promise<QualityResult> {
    const { database } = this.#bench;
    const { relation, columns, misfits } = this.#draft;
    const { secret, sources } = this.#request;
    const checks = await prepareChecks(this.#request.rules, {
      ...this.#bench,
      ...{ relation, columns, private: secret },
      ...(sources !== undefined && { sources }),
      ...(misfits !== undefined && { misfits }),
    });
    const blaming = checks.flatMap((prepared) => (isBlaming(prepared) ? [prepared] : []));
    const counts =
      blaming.length === 0
        ? []
        : await countBroken(database, relation, {
            checks: blaming,
            onProgress: this.#progress('checking the quality rules'),
          });
    const examples = await examplesOf(database, this.#draft, { checks: blaming, counts, secret });
    const outcomes = blaming.map((check, at) => ({ check, at, count: counts[at] ?? none }));
    const findings = checks.map((prepared) => {
      const at = outcomes.findIndex(({ check }) => check === prepared);
      return findingOf(prepared, { count: counts[at] ?? none, examples: examples[at] ?? [] });
    });
    const decided = (outcome: Finding['outcome']): readonly Positioned[] =>
      outcomes.flatMap(({ check, at, count }) =>
        outcomeOf(check, count) === outcome ? [{ ...check, at }] : [],
      );
    await this.#refuse(findings, decided('failed'));
    for (const { outcome, message } of findings) {
      if (outcome === 'warned') this.#bench.emit({ type: 'warning', text: message });
    }
    const kept = await this.#setAside(decided('quarantined'));
    this.#bench.emit({
      type: 'quality',
      findings: findings.map(told),
      quarantined: kept.quarantined,
    });
    return { ...kept, findings };
  }

  async #refuse(findings: readonly Finding[], failed: readonly Positioned[]): Promise<void> {
    const broken = findings.filter(({ outcome }) => outcome === 'failed');
    if (broken.length === 0) return;
    const { database, projectDir } = this.#bench;
    const { rejects: file, secret } = this.#request;
    if (failed.length > 0) {
      const rows = await collectRows(database, this.#draft.relation, failed);
      await writeAside(database, this.#draft, { file, rows, checks: failed, secret });
    }
    const count = broken.length === 1 ? 'a quality rule' : `${broken.length} quality rules`;
    throw new MlxError('quality/broken', `The data breaks ${count}`, {
      problems: broken.map(({ index, message }) => ({
        code: 'quality/broken' as const,
        message,
        path: ['quality', index],
      })),
      hints: [
        ...(failed.length > 0 ? [`Look at the rows in \`${relative(projectDir, file)}\``] : []),
        'Mend the data, or let the rule say `else: quarantine` or `else: warn`',
      ],
    });
  }

  async #setAside(
    checks: readonly Positioned[],
  ): Promise<Pick<QualityResult, 'draft' | 'quarantined'>> {
    if (checks.length === 0) return { draft: this.#draft, quarantined: 0 };
    const { database, scratch } = this.#bench;
    const { quarantine, secret } = this.#request;
    const rows = await collectRows(database, this.#draft.relation, checks);
    await writeAside(database, this.#draft, { file: quarantine, rows, checks, secret });
    const draft = await withoutAside(database, this.#draft, {
      file: join(scratch, 'kept.parquet'),
      types: typesAfter(checks),
      onProgress: this.#progress('setting rows aside'),
    });
    await this.#refuseNothingLeft(draft);
    return { draft, quarantined: rows };
  }

  async #refuseNothingLeft({ relation }: Draft): Promise<void> {
    const [kept] = await this.#bench.database.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${relation}`,
    );
    if (kept !== undefined && kept.rows > 0) return;
    throw new MlxError('quality/nothing-left', 'Every row breaks a quality rule, so none is left', {
      hints: ['Look whether the rules and the data are about the same columns and units'],
    });
  }

  #progress(label: string): (percent: number) => void {
    return rowProgress(this.#bench.emit, label);
  }
}

function told({ outcome, message }: Finding): Pick<Finding, 'outcome' | 'message'> {
  return { outcome, message };
}

const none: Count = { considered: 0, broken: 0, first: [] };

function isBlaming(prepared: PreparedCheck): prepared is Blaming {
  return prepared.check.kind !== 'table';
}

function findingOf(
  prepared: PreparedCheck,
  { count, examples }: { readonly count: Count; readonly examples: readonly Example[] },
): Finding {
  const { index, rule, check } = prepared;
  const base = { index, rule, label: check.label };
  if (check.kind === 'table') return { ...base, ...tableFinding(prepared, check) };
  const { considered, broken } = count;
  const message = rowsMessage(prepared, count, examples);
  return { ...base, outcome: outcomeOf(prepared, count), considered, broken, examples, message };
}

/** What a check of the table as a whole found. */
export function tableFinding(
  { otherwise }: PreparedCheck,
  { holds, label, found }: TableCheck,
): Pick<Finding, 'outcome' | 'message' | 'examples'> {
  const outcome = holds ? 'kept' : otherwise === 'warn' ? 'warned' : 'failed';
  return { outcome, message: `${label}: ${found}`, examples: [] };
}

/** The types columns have once the rows that could not be read as such are gone. */
function typesAfter(checks: readonly Positioned[]): ReadonlyMap<string, ColumnType> {
  return new Map(
    checks.flatMap(({ check }) =>
      check.kind === 'row' && check.becomes !== undefined
        ? [[check.becomes.column, check.becomes.type] as const]
        : [],
    ),
  );
}
