/** What is known of the data behind an evaluation: what was read, what was left out and why, what the audit found. */
export interface ReportedQuality {
  /** Rows read from all sources, and those of the table that came of them. */
  readonly read: number;
  readonly sources: number;
  readonly rows: number;
  /** Rows that were set aside because they break a rule. */
  readonly quarantined: number;
  /** Every rule that was checked, in the order of the project. */
  readonly rules: readonly ReportedRule[];
  /** Why other rows are not in the table or in no split. */
  readonly leftOut: readonly { readonly why: string; readonly rows: number }[];
  /** What the split was audited for; nothing when the audit is off. */
  readonly audited: number;
  readonly findings: readonly {
    readonly level: 'warning' | 'note';
    readonly text: string;
  }[];
}

export interface ReportedRule {
  /** What must hold; backticks stand round names. */
  readonly label: string;
  readonly outcome: 'kept' | 'tolerated' | 'warned' | 'quarantined' | 'failed';
  /** Rows that break it, of those it is about; absent for a rule about the table as a whole. */
  readonly broken?: number;
  readonly considered?: number;
}
