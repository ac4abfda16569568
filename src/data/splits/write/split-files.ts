import { join } from 'node:path';
import { type SplitName, splitNames } from '../split-strategy.js';

export type SplitFiles = Readonly<Record<SplitName, string>>;

/** The files of the three splits in a folder. */
export function splitFilesIn(folder: string): SplitFiles {
  const paths = splitNames.map((name) => [name, join(folder, `${name}.parquet`)] as const);
  return Object.fromEntries(paths) as Record<SplitName, string>;
}
