import type { JsonObject } from '../contracts/json.js';
import { expressionsIn } from '../data/quality/written-rules.js';
import { openDatabase } from '../data/tables/database.js';
import { parseExpression } from '../data/tables/user-expression.js';
import { MlxError, type Problem } from '../errors/index.js';
import type { Path, Project } from '../project/project.js';

/** Whether a project holds SQL of its own, which has to be read to be checked. */
export function hasExpressions(project: Project): boolean {
  return expressionsOf(project).length > 0;
}

/** Every SQL expression of the project that is none, or names a column there is not, at its place. */
export async function expressionProblems(
  project: Project,
  columns: readonly string[],
): Promise<readonly Problem[]> {
  const expressions = expressionsOf(project);
  if (expressions.length === 0) return [];
  await using database = await openDatabase();
  const problems: Problem[] = [];
  for (const { text, path } of expressions) {
    try {
      await parseExpression(database, text, columns);
    } catch (error) {
      if (!(error instanceof MlxError)) throw error;
      const { code, message, hints } = error;
      problems.push({ code, message, hints, place: project.placeOf(path) });
    }
  }
  return problems;
}

function expressionsOf({
  ingest: { quality },
}: Project): readonly { readonly text: string; readonly path: Path }[] {
  return [...quality.entries()].flatMap(([index, rule]) =>
    expressionsIn(rule as JsonObject).map(({ key, text }) => ({
      text,
      path: ['ingest', 'quality', index, key],
    })),
  );
}
