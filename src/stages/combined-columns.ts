import type { JsonObject } from '../contracts/json.js';
import { columnsAfterSteps } from '../data/combine-names.js';
import type { Problem } from '../errors/index.js';
import type { Project } from '../project/project.js';

/** The columns of a project's table, as far as the headers of its sources tell. */
export interface CombinedColumns {
  /** Undefined when only the rows tell, or when the steps that combine the sources are not sound. */
  readonly names: readonly string[] | undefined;
  /** What is wrong with the steps, each at its place. */
  readonly problems: readonly Problem[];
}

/** Holds the steps that combine sources against the headers of the sources. */
export function combinedColumns(
  { ingest: { combine }, placeOf }: Project,
  headers: ReadonlyMap<string, readonly string[]>,
): CombinedColumns {
  if (combine.length === 0) {
    return { names: [...new Set([...headers.values()].flat())], problems: [] };
  }
  const problems: Problem[] = [];
  const names = columnsAfterSteps(combine as readonly JsonObject[], headers, ({ path, ...rest }) =>
    problems.push({ ...rest, place: placeOf(['ingest', 'combine', ...path]) }),
  );
  return { names: problems.length > 0 ? undefined : names, problems };
}
