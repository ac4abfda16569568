import type { Column } from '../../contracts/table.js';
import type { Suspicion } from './suspicion.js';

/**
 * What a table is like, as plain data. Every figure is exact over all rows and the same on each run, but for what
 * says that it was taken on a sample; what had to be computed in floating point has twelve significant digits.
 * Its size grows with the columns, not with the rows. Rows are numbered from 0, as at ingest.
 */
export interface Profile {
  readonly rows: number;
  /** Bytes of the data as it was read. */
  readonly bytes: number;
  readonly columns: readonly ColumnProfile[];
  readonly duplicates: DuplicateRows;
  readonly missing: MissingCells;
  readonly associations: Associations;
  readonly target?: TargetProfile;
  readonly suspicions: readonly Suspicion[];
}

export interface ColumnProfile extends Column {
  readonly missing: number;
  /** Different values, a missing one not counted. */
  readonly distinct: number;
  /** True when every row has a value of its own. */
  readonly unique: boolean;
  /** The most frequent values, at most ten; none where no value repeats or where the values are personal data. */
  readonly top: readonly ValueCount[];
  /** Some values as they come; none where they are personal data. */
  readonly examples: readonly string[];
  readonly numbers?: NumberFacts;
  readonly times?: TimeFacts;
  readonly texts?: TextFacts;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** Counts of equal bins from edge to edge. A bin holds its lower edge, the last one its upper edge too. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Values left of the first edge and right of the last: not 0 only where a far tail was cut off. */
  readonly below: number;
  readonly above: number;
}

/** Of a column of numbers. Null where there are too few values to say. */
export interface NumberFacts {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Standard deviation of a sample (n − 1). */
  readonly sd: number | null;
  /** Adjusted Fisher–Pearson coefficient, as in pandas and Excel. */
  readonly skew: number | null;
  readonly quantiles: readonly Quantile[];
  readonly zeros: number;
  readonly negatives: number;
  /** Infinite values and NaN, which take no part in the other figures. */
  readonly notFinite: number;
  readonly histogram: Histogram | null;
  readonly outliers: Outliers | null;
}

/** Interpolated linearly between the two nearest values, as in pandas. */
export interface Quantile {
  readonly fraction: number;
  readonly value: number;
}

export interface Outliers {
  /** Tukey's fences: 1.5 times the distance between the quartiles below the first and above the third. */
  readonly low: number;
  readonly high: number;
  readonly below: number;
  readonly above: number;
  /** Values more than three standard deviations from the mean. */
  readonly beyondThreeSd: number;
  /** The farthest, with their rows. */
  readonly examples: readonly { readonly row: number; readonly value: number }[];
}

/** Of a column of times, in UTC. Times are ISO text; spans are in milliseconds. */
export interface TimeFacts {
  readonly min: string | null;
  readonly max: string | null;
  readonly quantiles: readonly { readonly fraction: number; readonly value: string }[];
  /** Edges are milliseconds since 1970 that fall on calendar borders. */
  readonly histogram: Histogram | null;
  /** Values by weekday, Monday first. */
  readonly weekdays: readonly number[];
  readonly hours: readonly number[];
  /** The most common distance between neighbouring times, and how many of the distances it is. */
  readonly step: { readonly ms: number; readonly count: number; readonly of: number } | null;
  /** The longest stretches without a value. */
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly ms: number }[];
}

/** Of a column of categories or text. */
export interface TextFacts {
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly meanLength: number | null;
  readonly lengths: Histogram | null;
  /** Words a value, on average. */
  readonly words: number | null;
  /** Values with blanks at either end. */
  readonly padded: number;
  /** Different values in fewer than ten rows, and those rows. */
  readonly rare: { readonly values: number; readonly rows: number };
  /** Shannon entropy of the values, in bits. */
  readonly entropy: number | null;
  /**
   * What values look like, the most common first: digits stand as 9, letters as a. At most five, and none when
   * there are more than 200,000 different values.
   */
  readonly shapes: readonly {
    readonly shape: string;
    readonly rows: number;
    readonly example: string;
  }[];
  readonly shapesInAll: number;
  /** Values that differ in case or blanks only. At most five groups. */
  readonly variants: readonly { readonly values: readonly string[]; readonly rows: number }[];
  /** Values that often stand for a missing one, such as `unknown`. */
  readonly placeholders: readonly ValueCount[];
}

export interface DuplicateRows {
  /** Rows that are equal to an earlier one in every column. */
  readonly rows: number;
  /** The same without the columns that are ids; absent when there are none. */
  readonly besideIds?: number;
  /** The first rows that repeat, with the row they repeat. */
  readonly examples: readonly { readonly row: number; readonly of: number }[];
}

export interface MissingCells {
  readonly cells: number;
  /** Rows with at least one. */
  readonly rows: number;
  /** Which columns are missing together, the most common first; at most twenty. */
  readonly patterns: readonly { readonly columns: readonly string[]; readonly rows: number }[];
  /** How many patterns there are. */
  readonly patternsInAll: number;
  /** Columns that the patterns look at: those with most missing, at most 50. */
  readonly columns: number;
}

/** How two columns go together. */
export interface Association {
  readonly a: string;
  readonly b: string;
  /**
   * `linear` is Pearson's and Spearman's correlation of two numbers, `categories` Cramér's V, corrected for bias
   * (Bergsma 2013), `mixed` the correlation ratio η of a number by a category.
   */
  readonly kind: 'linear' | 'categories' | 'mixed';
  readonly pearson?: number;
  readonly spearman?: number;
  readonly cramersV?: number;
  readonly ratio?: number;
  /** The largest of them without its sign. */
  readonly strength: number;
}

export interface Associations {
  /** Rows all but Pearson's correlation were taken on: a sample when fewer than the table has. */
  readonly rows: number;
  /** Rows Pearson's correlation was taken on. */
  readonly pearsonRows: number;
  /** The columns most of all connected, for a matrix; every pair of them is in `pairs`. */
  readonly matrix: readonly string[];
  /** The strongest first. */
  readonly pairs: readonly Association[];
  /** How many pairs there are. */
  readonly of: number;
}

export interface TargetProfile {
  readonly name: string;
  readonly kind: TargetKind;
  /** Rows the relations were taken on. */
  readonly rows: number;
  /** The most common classes with the rows of the whole table, at most twelve; none when it is a number. */
  readonly classes: readonly ValueCount[];
  /** The strongest first. */
  readonly relations: readonly TargetRelation[];
}

/** Classes are told apart, a number is regressed on. */
export type TargetKind = 'classes' | 'number';

/** What a column says of the target. */
export interface TargetRelation {
  readonly column: string;
  /**
   * The part of the target's uncertainty (classes: entropy, number: variance) that the column alone takes away
   * in rows that were not looked at: 0 is nothing, 1 is everything.
   */
  readonly power: number;
  /** Mutual information in bits, numbers in twenty bins of equal size. */
  readonly information: number;
  /** Mean of a column of numbers in each class, in the order of the classes. */
  readonly means?: readonly (number | null)[];
}

/** Personal data someone found in a column: it is named, and its values are kept out of the profile. */
export interface PersonalData {
  readonly column: string;
  /** What it is, such as `e-mail addresses`. */
  readonly what: string;
  /** Values of that kind, of so many looked at; 0 of 0 when the name of the column says so. */
  readonly matches: number;
  readonly of: number;
}
