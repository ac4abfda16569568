import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import type { Params, ValuesOf } from '../contracts/params.js';
import { derivedNames, withDerivedIn } from '../data/columns/column-settings.js';
import { keepingOrder } from '../data/combine/aggregate.js';
import { ingestTable } from '../data/ingest-table.js';
import type { PrivacySettings } from '../data/privacy/apply-privacy.js';
import { erasuresFile, readErasures } from '../data/privacy/erasures.js';
import { protectedColumns } from '../data/privacy/notes-without-values.js';
import { eachRun, filesOf } from '../data/quality/written-rules.js';
import { findFiles } from '../data/sources/files/find-files.js';
import { sources as kinds } from '../data/sources/index.js';
import type { StepSettings } from '../data/steps/user-step.js';
import { defineStage } from '../pipeline/stage.js';
import type { Project } from '../project/project.js';
import type { TaskSettings } from '../project/project-schema.js';
import { ingested } from './artifact-files.js';
import { columnsOfSplit } from './columns-of-split.js';
import { judgeTable } from './judge-table.js';
import { privacySettings, rolesOfProtected } from './privacy-settings.js';
import { sourceStates } from './source-states.js';
import { filesOfSteps } from './step-files.js';
import { sampleWords, tellOfSample } from './tell-of-sample.js';

/** Reads the project's sources into one typed table. */
export const ingest = defineStage({
  name: 'ingest',
  summary: 'read the sources into one typed table',
  needs: [],
  version: 4,
  settings: (project) => {
    const { sources, source_column, columns, combine, steps, sample, quality } = project.ingest;
    return {
      sources: Object.entries(sources).map(([name, { type: kind, ...params }]) => ({
        name,
        type: kind,
        params: params as JsonObject,
      })),
      combine: (combine as readonly JsonObject[]).map(keepingOrder),
      steps: steps as readonly (JsonObject & StepSettings)[],
      sample: sample === undefined ? null : { size: sample, seed: project.seed },
      sourceColumn: source_column ?? null,
      columns: withRoles(columnsOfSplit(columns, project.split), {
        ...rolesOfSources(project),
        ...rolesOfProtected(project),
        ...rolesOfForecast(project.task),
      }),
      derived: derivedNames(columns),
      target: project.task.target ?? null,
      // What is asked at each run does not change the table.
      quality: [...quality.entries()]
        .map(([index, rule]) => ({ index, settings: rule as JsonObject }))
        .filter(({ settings }) => !eachRun(settings)),
      privacy: privacySettings(project, new Date()),
    };
  },
  files: async ({ sources, steps, quality }, projectDir) => {
    const modules = await filesOfSteps(steps, projectDir);
    const erased = (await readErasures(projectDir)) === undefined ? [] : [erasuresFile];
    // Nothing is awaited between these and their `Promise.all`: one that fails meanwhile would be heard by nobody.
    const found = sources.map(async ({ type, params }) => {
      const kind = kinds.get(type);
      const values = params as ValuesOf<Params>;
      const files = kind.paths(values).map((path) => findFiles(path, projectDir));
      const own = (await Promise.all(files)).flat().map(({ origin }) => origin);
      return [...own, ...((await kind.alsoReads?.(values, projectDir)) ?? [])];
    });
    const references = quality.flatMap(({ settings }) => filesOf(settings));
    return [...(await Promise.all(found)).flat(), ...modules, ...references, ...erased];
  },
  services: ({ sources }, world) => sourceStates(sources, world),

  async run({ settings, projectDir, output, scratch, signal, emit }) {
    const { sources, combine, steps, sample, sourceColumn, target, quality: rules } = settings;
    const columns = withDerivedIn(settings.derived, settings.columns);
    const privacy = settings.privacy as unknown as PrivacySettings;
    const result = await ingestTable({
      ...((await mayKeepParts(privacy, projectDir)) && { cacheDir: cacheOf(projectDir) }),
      ...{ sources, combine, columns, steps, privacy },
      ...(target !== null && { target }),
      ...{ projectDir, output, scratch, signal, emit },
      quality: { rules, rejects: join(projectDir, '.mlx', 'quarantine', 'rejected.csv') },
      ...(sourceColumn !== null && { sourceColumn }),
      ...(sample !== null && { sample }),
    });
    await ingested.write(output, result);
    const features = result.columns.filter(({ role }) => role === 'feature').length;
    return {
      facts: [
        { name: 'rows', value: result.table.rows },
        ...(result.sample === undefined
          ? []
          : [{ name: 'sample', value: sampleWords(result.sample) }]),
        ...(result.quarantined === 0 ? [] : [{ name: 'quarantined', value: result.quarantined }]),
        { name: 'columns', value: result.columns.length },
        { name: 'features', value: features },
      ],
    };
  },

  gate: async (artifact, project, emit) => {
    await tellOfSample(artifact, emit);
    await judgeTable(artifact, project, emit);
  },
});

type Columns = Readonly<Record<string, JsonObject>>;

/** What the source says its columns are for. Where several come together, columns may have become others. */
function rolesOfSources(project: Project): Readonly<Record<string, string>> {
  const { sources, combine } = project.ingest;
  const [only, ...more] = Object.values(sources);
  if (only === undefined || more.length > 0 || combine.length > 0) return {};
  return kinds.get(only.type).roles ?? {};
}

/** A role for columns that have none of their own. */
function withRoles(columns: Columns, roles: Readonly<Record<string, string>>): Columns {
  const entries = Object.entries(roles).map(([name, role]) => [name, { role, ...columns[name] }]);
  return { ...columns, ...(Object.fromEntries(entries) as Columns) };
}

/** What the columns of a forecast are for, beside the target. */
function rolesOfForecast({
  type,
  target,
  targets = [],
  time,
  series,
}: TaskSettings): Record<string, string> {
  if (type !== 'forecast') return {};
  return {
    ...Object.fromEntries(
      targets.filter((name) => name !== target).map((name) => [name, 'target']),
    ),
    ...(time !== undefined && { [time]: 'time' }),
    ...(series !== undefined && { [series]: 'group' }),
  };
}

function cacheOf(projectDir: string): string {
  return join(projectDir, '.mlx', 'cache');
}

/**
 * What is kept of parts are cells as they were read, which must not lie there when columns are protected, rows grow too
 * old or somebody was erased. What an ingest left that knew nothing of it goes.
 */
async function mayKeepParts(privacy: PrivacySettings, projectDir: string): Promise<boolean> {
  const anybodyErased = (await readErasures(projectDir)) !== undefined;
  const isOpen = protectedColumns(privacy).size === 0 && privacy.retention === undefined;
  if (isOpen && !anybodyErased) return true;
  await rm(join(cacheOf(projectDir), 'parts'), { recursive: true, force: true });
  return false;
}
