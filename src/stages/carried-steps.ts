import type { Emit } from '../contracts/events.js';
import type { IngestResult } from '../data/ingest-request.js';
import type { CarriedStep } from '../data/shaping/row-shaping.js';
import type { StepSettings } from '../data/steps/user-step.js';
import { carriedModule } from '../data/user-modules/carried-module.js';
import { MlxError } from '../errors/index.js';

/**
 * The project's own steps with their code, for a package to do to rows what they did to the table. Undefined, after a warning, when one of
 * them needs what a package cannot carry.
 */
export async function carriedSteps(
  steps: readonly StepSettings[],
  {
    table,
    projectDir,
    emit,
  }: { readonly table: IngestResult; readonly projectDir: string; readonly emit: Emit },
): Promise<readonly CarriedStep[] | undefined> {
  const carried: CarriedStep[] = [];
  for (const [at, { module, params }] of steps.entries()) {
    const before = table.stepped?.[at];
    const after = table.stepped?.[at + 1];
    if (before === undefined || after === undefined) throw new Error('ingest ran all steps');
    try {
      carried.push({ code: await carriedModule(module, projectDir), params, before, after });
    } catch (error) {
      if (!(error instanceof MlxError) || error.code !== 'data/user-module') throw error;
      emit({
        type: 'warning',
        text: `Rows to predict for must hold every column as \`ingest.steps\` leave it: ${error.message}`,
        hint: 'Let steps import only files beside them; until then whoever asks the model has to do what they do',
      });
      return undefined;
    }
  }
  return carried;
}
