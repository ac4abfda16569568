/** How much a suspicion matters: `high` may make a model worthless or a file unlawful. */
type SuspicionWeight = 'high' | 'medium' | 'low';

/** Something to look at, with the numbers that made it. */
export interface Suspicion {
  readonly kind: SuspicionKind;
  readonly weight: SuspicionWeight;
  readonly columns: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  readonly examples: readonly string[];
}

export type SuspicionKind =
  | 'leak'
  | 'personal-data'
  | 'duplicate-rows'
  | 'imbalance'
  | 'constant'
  | 'nearly-constant'
  | 'empty'
  | 'mostly-missing'
  | 'id'
  | 'placeholder'
  | 'not-finite'
  | 'mixed-formats'
  | 'variants'
  | 'padded'
  | 'outliers'
  | 'skew'
  | 'high-cardinality'
  | 'rare-values'
  | 'same-column'
  | 'time-gap';
