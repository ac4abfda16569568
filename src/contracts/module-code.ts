/** A module of the user's own with all it imports from beside it, as JavaScript: it can be stored, and run without the project. */
export interface ModuleCode {
  /** As the project names it, such as `./model.ts`. */
  readonly path: string;
  /** The module first. */
  readonly files: readonly CodeFile[];
}

/** One file of it. */
interface CodeFile {
  /** As the user would write it: relative to the project. */
  readonly file: string;
  readonly code: string;
  /** Where it names other files of the module: the text from `start` to `end` is the name, with quotes where `quoted`. */
  readonly imports: readonly {
    readonly start: number;
    readonly end: number;
    readonly quoted: boolean;
    readonly file: string;
  }[];
}
