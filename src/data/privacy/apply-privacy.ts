import { wholeFigure } from '../../contracts/figure.js';
import type { Draft, Workbench } from '../draft.js';
import {
  type Anonymity,
  type AnonymityWish,
  anonymityWords,
  isEnough,
  requireAnonymity,
} from './k-anonymity.js';
import type { MovedRows } from './moved-rows.js';
import { type ActionSettings, protect } from './protect.js';
import { type RetentionWish, retain } from './retention.js';
import { withoutErased } from './without-erased.js';

/** All that a project says of privacy, as ingest gets it. */
export interface PrivacySettings {
  /** What to do when personal data would reach the model. */
  readonly detect: 'warn' | 'fail' | 'off';
  readonly columns: Readonly<Record<string, ActionSettings>>;
  readonly anonymity?: AnonymityWish;
  readonly retention?: RetentionWish;
  readonly erasureKey?: string;
}

/** What was done for privacy, as plain data: part of what ingest says of its table. */
export interface PrivacyResult {
  readonly actions: Readonly<Record<string, string>>;
  readonly erasedRows: number;
  readonly expiredRows: number;
  readonly suppressedRows: number;
  readonly anonymity?: Anonymity;
}

/** The protected draft, and what there is to say. */
export interface Protected {
  readonly draft: Draft;
  readonly result: PrivacyResult;
  /** Rows that were left out, for the quarantine. */
  readonly moved: readonly MovedRows[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Everything privacy does to a table, in order: people who were erased and rows too old are left out, columns protected,
 * and only then people counted that look alike. Out of core; throws what its steps throw.
 */
export async function applyPrivacy(
  draft: Draft,
  settings: PrivacySettings,
  bench: Workbench,
): Promise<Protected> {
  const { columns, anonymity: wish, retention, erasureKey } = settings;
  const notes: string[] = [];
  const warnings: string[] = [];
  const moved: MovedRows[] = [];
  const present = await withoutErased(draft, erasureKey, bench);
  if (present.rows > 0) notes.push(`${rowsOf(present.rows)} of people who were erased left out`);
  let current = present.draft;
  let expiredRows = 0;
  if (retention !== undefined) {
    const retained = await retain(current, retention, bench);
    current = retained.draft;
    expiredRows = retained.moved.rows;
    if (expiredRows > 0) {
      notes.push(`${rowsOf(expiredRows)} older than ${retention.from} left out (retention)`);
    }
    if (retained.undated > 0) {
      warnings.push(
        `${rowsOf(retained.undated)} without a \`${retention.column}\`: nobody can tell when to delete them`,
      );
    }
  }
  current = await protect(current, columns, bench);
  const actions = Object.fromEntries(
    Object.entries(columns).map(([name, { action }]) => [name, action]),
  );
  const result = {
    actions,
    erasedRows: present.rows,
    expiredRows,
    suppressedRows: 0,
  };
  if (wish === undefined) return { draft: current, result, moved, notes, warnings };
  const anonymous = await requireAnonymity(current, wish, bench);
  const { anonymity } = anonymous;
  if (anonymous.moved !== undefined) {
    moved.push(anonymous.moved);
    notes.push(
      `${rowsOf(anonymous.moved.rows)} left out: fewer than ${wish.k} share their ${wish.quasi.join(', ')}`,
    );
  } else if (!isEnough(anonymity)) warnings.push(anonymityWords(anonymity));
  return {
    draft: anonymous.draft,
    result: { ...result, suppressedRows: anonymous.moved?.rows ?? 0, anonymity },
    moved,
    notes,
    warnings,
  };
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${wholeFigure(count)} rows`;
}
