import type { JsonObject } from '../contracts/json.js';
import { lookupsOf } from '../data/quality/written-rules.js';
import type { SourceSpec } from '../data/staging/offers.js';
import { nearestWord, type Problem } from '../errors/index.js';
import type { Path, Project } from '../project/project.js';
import { quickColumns } from './quick-columns.js';

/** Rules that look into a source there is not, or into a column that it does not have, each at its place. */
export async function lookupProblems(
  project: Project,
  sources: readonly SourceSpec[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { source, column, path } of lookupsIn(project)) {
    const spec = sources.find(({ name }) => name === source);
    if (spec === undefined) {
      const names = sources.map(({ name }) => name);
      problems.push(
        unknown(`There is no source \`${source}\``, names, {
          code: 'combine/unknown-source',
          name: source,
          place: project.placeOf([...path, 'source']),
        }),
      );
      continue;
    }
    const { columns, unseen } = await quickColumns([spec], { projectDir: project.dir, signal });
    if (unseen !== undefined || columns.includes(column)) continue;
    problems.push(
      unknown(`Source \`${source}\` has no column \`${column}\``, columns, {
        code: 'project/unknown-column',
        name: column,
        place: project.placeOf([...path, 'column']),
      }),
    );
  }
  return problems;
}

function lookupsIn({ ingest }: Project): readonly {
  readonly source: string;
  readonly column: string;
  readonly path: Path;
}[] {
  return [...ingest.quality.entries()].flatMap(([index, rule]) =>
    lookupsOf(rule as JsonObject).map(({ path, ...found }) => ({
      ...found,
      path: ['ingest', 'quality', index, ...path],
    })),
  );
}

interface Told {
  readonly code: Problem['code'];
  readonly name: string;
  readonly place: NonNullable<Problem['place']>;
}

function unknown(message: string, known: readonly string[], { name, place, code }: Told): Problem {
  const nearest = nearestWord(name, known);
  return {
    code,
    message,
    place,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `There are: ${known.slice(0, 30).join(', ')}`,
    ],
  };
}
