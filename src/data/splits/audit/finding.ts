import type { AuditKind } from '../../../contracts/split-audit.js';

/** Something that may make results look better than they are. */
export interface Finding {
  readonly kind: AuditKind;
  /** A note is true but rarely matters, such as one copied row among thousands. */
  readonly level: 'warning' | 'note';
  /** One sentence with the numbers in it. */
  readonly text: string;
  readonly hint?: string;
  readonly columns?: readonly string[];
  /** Rows concerned: of the split the text names. */
  readonly rows?: number;
  /** Row numbers, at most five: one row in each of two splits. */
  readonly examples?: readonly (readonly [number, number])[];
}

/** How well one feature by itself says what the target is, over train and validation rows. */
export interface SingleFeature {
  readonly column: string;
  /** Part of what a guess without it gets wrong (or of the variance of the target's ranks) that it gets right. */
  readonly skill: number;
  /** For two classes: area under the ROC curve on validation rows, learnt on train. */
  readonly auc?: number;
}

/** How differently a column is spread over train and another split, over a fixed set of bins. */
export interface DriftNumber {
  readonly column: string;
  readonly between: readonly ['train', 'validation' | 'test'];
  /** Population stability index. */
  readonly psi: number;
  /** Jensen-Shannon divergence in bits, from 0 to 1. */
  readonly js: number;
}

export interface AuditResult {
  readonly kinds: readonly AuditKind[];
  readonly findings: readonly Finding[];
  /** Rows of each split that features were looked at in; duplicates, entities and times are counted in all rows. */
  readonly sampled: Readonly<Record<'train' | 'validation' | 'test', number>>;
  /** The most telling first: by AUC where there are two classes, else by skill. */
  readonly single: readonly SingleFeature[];
  readonly drift: readonly DriftNumber[];
}
