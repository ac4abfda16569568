import { withoutPrefix } from './element.js';
import { isName } from './field-path.js';

/** The way to the records: from the root, such as `/catalog/book`, or `//book` wherever they stand. */
export interface RecordPath {
  readonly anywhere: boolean;
  /** Names of elements, `*` for any. */
  readonly steps: readonly string[];
}

/** Reads a path; undefined for what is none. */
export function parseRecordPath(written: string): RecordPath | undefined {
  const anywhere = written.startsWith('//');
  const steps = written
    .trim()
    .replace(/^\/\/?/, '')
    .split('/');
  if (!steps.every((step) => step === '*' || isName(step))) return undefined;
  return { anywhere, steps: steps.map(withoutPrefix) };
}

/** Whether an element is a record, by the names of the elements it stands in and its own. */
export function isRecord({ anywhere, steps }: RecordPath, names: readonly string[]): boolean {
  if (anywhere ? names.length < steps.length : names.length !== steps.length) return false;
  const start = names.length - steps.length;
  return steps.every((step, at) => step === '*' || step === names[start + at]);
}
