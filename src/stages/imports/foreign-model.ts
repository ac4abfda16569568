import { MlxError } from '../../errors/index.js';
import type { ForeignFiles, TensorFacts } from '../../learning/imports/imported-model.js';

/** An output, and what it is called in the file where it stands for another. */
export interface OutputFacts extends TensorFacts {
  readonly shownAs?: string;
}

/** A model made elsewhere, read and not yet run. */
export interface ForeignModel {
  /** As the project names it. */
  readonly path: string;
  readonly files: ForeignFiles;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly OutputFacts[];
  /** The labels of its answers in order, where the file tells. */
  readonly classes?: readonly string[];
  /** What made it, as the file says. */
  readonly by: string;
}

/** What a project says of a model made elsewhere. */
export interface ImportParams {
  readonly file: string;
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  readonly reads: 'scaled' | 'native';
  readonly output?: string;
  readonly apply: 'none' | 'softmax' | 'sigmoid';
  readonly classes?: readonly string[];
}

/** Says what is wrong with a file. */
export function unreadable(path: string, what: string, hints: readonly string[]): MlxError {
  return new MlxError('import/file', `\`${path}\` ${what}`, { hints });
}
