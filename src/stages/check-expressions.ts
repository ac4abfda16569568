import type { JsonObject } from '../contracts/json.js';
import { isDerived } from '../data/columns/column-settings.js';
import { derivationOrder } from '../data/columns/derivation-order.js';
import { namesBeforeDerived } from '../data/columns/names-in-table.js';
import type { PrivacySettings } from '../data/privacy/apply-privacy.js';
import { refuseCarried } from '../data/privacy/carried-columns.js';
import { protectedColumns } from '../data/privacy/notes-without-values.js';
import { expressionsIn } from '../data/quality/written-rules.js';
import { openDatabase } from '../data/tables/database.js';
import { parseExpression } from '../data/tables/user-expression.js';
import { MlxError, type Problem } from '../errors/index.js';
import type { Path, Project } from '../project/project.js';

/** Whether a project holds SQL of its own, or derived columns, which have to be read to be checked. */
export function hasExpressions(project: Project): boolean {
  return expressionsOf(project).length > 0 || Object.values(project.ingest.columns).some(isDerived);
}

/**
 * What is wrong with the columns that follow from others: no expression, in a circle, or worked out from what
 * `ingest.privacy` protects. `combined` are the columns there are once sources are combined.
 */
export async function derivationProblems(
  project: Project,
  combined: readonly string[],
): Promise<readonly Problem[]> {
  const { columns, combine, privacy } = project.ingest;
  const protects = privacy as Pick<PrivacySettings, 'columns'>;
  if (!Object.values(columns).some(isDerived) && protectedColumns(protects).size === 0) return [];
  await using database = await openDatabase();
  try {
    const names = namesBeforeDerived(combined, columns);
    const derivations = await derivationOrder(columns, names, database);
    const steps = combine as readonly JsonObject[];
    refuseCarried(protects, { columns, steps, derivations, combined });
    return [];
  } catch (error) {
    if (!(error instanceof MlxError) || error.problems.length === 0) throw error;
    return error.problems.map((problem) => {
      const { path = [] } = problem as { readonly path?: Path };
      return { ...problem, place: project.placeOf(['ingest', ...path]) };
    });
  }
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
