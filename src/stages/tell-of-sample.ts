import type { Emit } from '../contracts/events.js';
import { wholeFigure } from '../contracts/figure.js';
import type { Sampled } from '../data/sample-draft.js';
import { ingested } from './artifact-files.js';

/** Warns, each time a table is made or reused, when it is a sample. */
export async function tellOfSample(artifact: string, emit: Emit): Promise<void> {
  const { sample } = await ingested.read(artifact);
  if (sample === undefined) return;
  emit({
    type: 'warning',
    text: `This is a sample: ${sampleWords(sample)}`,
    hint: 'Leave out `--sample` for all of them',
  });
}

/** Such as `29 of 2,839 rows`. */
export function sampleWords({ rows, of }: Sampled): string {
  return `${wholeFigure(rows)} of ${wholeFigure(of)} rows`;
}
