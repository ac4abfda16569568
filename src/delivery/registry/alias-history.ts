/** One move of an alias. Once written it never changes. */
export interface AliasChange {
  /** ISO 8601, as the caller's clock said. */
  readonly at: string;
  readonly by: string;
  readonly why: string;
  /** The version before, or null for the first. */
  readonly from: string | null;
  readonly to: string;
  /** Whether this went back to an earlier version, so that the one it left is never returned to. */
  readonly rollback?: true;
}

/**
 * The version a rollback returns to: the one deployed before the current, undefined when there is none.
 * Two rollbacks go back two deploys; a version that was rolled back is not returned to.
 */
export function previousIn(history: readonly AliasChange[]): string | undefined {
  const deployed: string[] = [];
  for (const { to, rollback } of history) {
    if (rollback === true) {
      while (deployed.length > 0 && deployed.at(-1) !== to) deployed.pop();
    }
    if (deployed.at(-1) !== to) deployed.push(to);
  }
  return deployed.at(-2);
}
