import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Place, Problem } from '../errors/index.js';
import { checkShape } from './check-shape.js';
import { completeSettings } from './complete-project.js';
import { type Complaint, problemOf } from './describe-problem.js';
import { type Layer, mergeLayers, placeIn } from './layers.js';
import type { LoadRequest } from './load-request.js';
import { nearestSetting, whatIsWrong } from './nearest-setting.js';
import type { Path, Project } from './project.js';
import { readLayers, type WrittenProject } from './read-layers.js';
import { requireReferences } from './require-references.js';
import { rules } from './rules/index.js';
import type { Rule } from './rules/rule.js';
import { invalidSettings } from './yaml-document.js';

/**
 * Reads a project file with all it builds on, checks it and fills in what was left out.
 * Throws one `project/invalid` that carries every problem, sorted by place.
 */
export async function loadProject(request: LoadRequest): Promise<Project> {
  const written = await readLayers(request);
  const { layers } = written;
  const problems: Problem[] = [...written.problems];
  const broken = new Set<string>();
  const report = (said: Complaint): void => {
    const { path, atKey } = said;
    const place = placeIn(layers, path, atKey === true ? 'key' : 'value');
    broken.add(String(path[0]));
    if (problems.some((before) => explains(before, place))) return;
    const hints = hintsFor(said, place);
    problems.push({ ...problemOf(said, place), ...(hints && { hints }) });
  };

  const value = structuredClone(mergeLayers(layers)) as Record<string, Json>;
  delete value['extends'];
  delete value['environments'];
  await checkShape(value, request.catalogue, report);

  requireReferences(value, (text) => written.references.has(text), report);

  const settings = completeSettings(value, request.file);
  const sound = ({ reads }: Rule): boolean =>
    reads.every((block) => !broken.has(block) && (block in settings || optional.includes(block)));
  for (const rule of rules.filter(sound)) rule.check(settings, request.catalogue, report);
  refuseIf(problems, request);
  return { ...settings, ...origins(request, written) };
}

/** Of a key there is not, what was meant comes first. */
function hintsFor(said: Complaint, place: Place | undefined): readonly string[] | undefined {
  const meant = said.code === 'project/unknown-key' ? nearestSetting(said, place) : undefined;
  if (meant === undefined) return said.hints;
  const others = (said.hints ?? []).filter((hint) => !hint.startsWith('Did you mean'));
  return [`Did you mean \`${meant}\`?`, ...others];
}

/** A value that stands for nothing, or is of the wrong kind, breaks every other expectation too. */
function explains({ code, place: before }: Problem, place: Place | undefined): boolean {
  if (code !== 'project/reference-missing' && code !== 'project/wrong-type') return false;
  return (
    before?.line !== undefined &&
    before.file === place?.file &&
    before.line === place.line &&
    before.column === place.column
  );
}

/** Blocks without a default: their absence breaks nothing. */
const optional: readonly string[] = ['tune', 'registry', 'deploy'];

function origins(
  { file }: LoadRequest,
  { layers, references }: WrittenProject,
): Pick<Project, 'file' | 'dir' | 'placeOf' | 'originOf' | 'masked' | 'sealed'> {
  return {
    file,
    dir: dirname(file),
    placeOf: (path, part) => placeIn(layers, path, part) ?? { file },
    originOf: (path) => originIn(layers, path) ?? 'default',
    masked: (value) => replaceTexts(value, (text) => references.get(text) ?? text),
    sealed: (value) =>
      replaceTexts(value, (text) => {
        const written = references.get(text);
        return written === undefined ? text : `${written} (${digestOf(text)})`;
      }),
  };
}

function originIn(layers: readonly Layer[], path: Path): string | undefined {
  for (const layer of layers.toReversed()) {
    const origin = layer.originOf(path);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** The same value with other texts. Numbers are no secrets and stay. */
function replaceTexts(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item: Json) => replaceTexts(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, replaceTexts(item, replace)]);
  return Object.fromEntries(entries) as JsonObject;
}

/** Too short to find the text by trying. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

function refuseIf(problems: readonly Problem[], { file, cwd }: LoadRequest): void {
  if (problems.length === 0) return;
  throw invalidSettings(whatIsWrong(relative(cwd, file) || file, problems), inOrder(problems));
}

/** By file, line and column. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const fileOf = ({ place }: Problem): string => place?.file ?? '';
  const line = ({ place }: Problem): number => place?.line ?? 0;
  const column = ({ place }: Problem): number => place?.column ?? 0;
  return problems.toSorted(
    (a, b) =>
      Number(fileOf(a) > fileOf(b)) - Number(fileOf(a) < fileOf(b)) ||
      line(a) - line(b) ||
      column(a) - column(b),
  );
}
