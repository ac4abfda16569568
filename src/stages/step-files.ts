import type { StepSettings } from '../data/steps/user-step.js';
import { filesOfUserModule } from '../data/user-modules/load-user-module.js';
import { MlxError, type Problem } from '../errors/index.js';

/**
 * The local files the steps of a project consist of. Throws `data/step-missing` with the position of each whose module is
 * not there, and `data/user-module` for one that is no module.
 */
export async function filesOfSteps(
  steps: readonly StepSettings[],
  projectDir: string,
): Promise<readonly string[]> {
  const files: string[] = [];
  const problems: (Problem & { readonly path: readonly (string | number)[] })[] = [];
  for (const [index, { module }] of steps.entries()) {
    try {
      files.push(...(await filesOfUserModule(module, projectDir)));
    } catch (error) {
      if (!(error instanceof MlxError) || error.place !== undefined) throw error;
      const { message, hints } = error;
      problems.push({ code: 'data/step-missing', message, hints, path: [index, 'module'] });
    }
  }
  if (problems.length === 0) return [...new Set(files)];
  const message = 'A step of `ingest.steps` cannot be found';
  throw new MlxError('data/step-missing', message, { problems });
}
