import { MlxError, type Place, type Problem } from '../../errors/index.js';
import { type Complaint, problemOf } from '../../project/describe-problem.js';
import { inOrder } from '../../project/load-project.js';
import type { Project } from '../../project/project.js';
import { kindsOf } from '../../project/rules/candidates-suit-the-task.js';
import { linesOf } from '../../project/rules/searched-values-fit.js';
import { filesOfImport } from '../imports/open-file.js';
import { type CandidateSettings, familyParams, fileOf, moduleOf } from './custom-model.js';
import { ownFamily } from './own-family.js';

/**
 * Holds the candidates that are modules of the project's own against what those modules say of themselves: tasks and params.
 * Files of models made elsewhere have to be there and whole. Throws `data/user-module` or `import/file` for one that cannot be used, `project/invalid` with every param that does not suit.
 */
export async function checkOwnModels(project: Project): Promise<void> {
  const problems: Problem[] = [];
  const report = (said: Complaint): void => {
    const place = project.placeOf(said.path, said.atKey === true ? 'key' : 'value');
    problems.push(problemOf(said, place));
  };
  for (const [name, candidate] of Object.entries(project.train.candidates)) {
    const at = ['train', 'candidates', name];
    const file = fileOf(candidate as CandidateSettings);
    if (file !== undefined) {
      await filesOfImport(file, project.dir).catch((error: unknown) => {
        throw withPlace(error, project.placeOf([...at, 'file']));
      });
    }
    const module = moduleOf(candidate as CandidateSettings);
    if (module === undefined) continue;
    const family = await ownFamily(module, project.dir).catch((error: unknown) => {
      throw withPlace(error, project.placeOf([...at, 'module']));
    });
    if (!kindsOf(project.task.type).some((kind) => family.tasks.includes(kind))) {
      report({
        code: 'project/contradiction',
        path: [...at, 'module'],
        message: `\`${module}\` does ${family.tasks.join(' and ')}, and the task is ${project.task.type}`,
        hints: ['Add the task to `tasks` of the module, or take another model'],
      });
    }
    const params = familyParams(candidate as CandidateSettings);
    family.check(params, [...at, 'params']).complaints.forEach(report);
    for (const path of searched(project, name)) {
      const [param = ''] = path.split('.');
      if (Object.hasOwn(family.schema, param)) continue;
      report({
        code: 'project/unknown-key',
        path: ['tune', 'search', `candidates.${name}.${path}`],
        atKey: true,
        message: `\`${module}\` has no param \`${param}\` to search`,
        hints: [`Use one of: ${Object.keys(family.schema).join(', ')}`],
      });
    }
  }
  if (problems.length === 0) return;
  const message = 'Held against its own modules, the project has a problem';
  throw new MlxError('project/invalid', message, { problems: inOrder(problems) });
}

/** A module that is not there has no place of its own. */
function withPlace(error: unknown, place: Place): unknown {
  if (!(error instanceof MlxError) || error.place !== undefined) return error;
  const { code, message, hints, cause } = error;
  return new MlxError(code, message, { hints, cause, place });
}

/** What is searched of a candidate, by the way from its params. */
function searched({ tune }: Project, name: string): readonly string[] {
  const prefix = `candidates.${name}.`;
  return linesOf(tune)
    .map(([path]) => path.replace(/^train\./, ''))
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).replace(/^params\./, ''));
}
