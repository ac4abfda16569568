import type { Params, ValuesOf } from '../../contracts/params.js';
import type { Random } from '../../contracts/seeded-random.js';
import type { TrainingRows } from './training-rows.js';

/** What a method may use beside the rows. */
export interface ResampleContext {
  /** Labels of the classes, for messages. */
  readonly classes: readonly string[];
  /** Columns are as they are, with units of their own: distances are measured in standard deviations. */
  readonly native: boolean;
  readonly random: (label: string) => Random;
  /** Lets others have their turn; throws when the work was aborted. */
  readonly breathe: () => Promise<void> | undefined;
  readonly note: (text: string) => void;
}

/** One way to make the classes of the training rows less unequal. Same rows, params and seed: same rows. */
export interface Resampler<Declared extends Params = Params> {
  readonly name: string;
  readonly summary: string;
  readonly params: Declared;
  /**
   * What it can measure: `any` column, since it only draws rows; `numbers`, none missing; or numbers and `categories`,
   * as codes or one-hot, where missing values have a place too.
   */
  readonly reads: 'any' | 'numbers' | 'categories';
  resample(
    rows: TrainingRows,
    params: ValuesOf<Declared>,
    context: ResampleContext,
  ): Promise<TrainingRows>;
}

/** Declares a method so that it sees the types of its own params. */
export function defineResampler<const Declared extends Params>(
  resampler: Resampler<Declared>,
): Resampler {
  return resampler;
}
