import { basename, dirname } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { completeForecast } from './complete-forecast.js';
import { completeSplit } from './complete-split.js';
import type { Project, ProjectSettings } from './project.js';
import { projectSchema, type SplitSettings } from './project-schema.js';
import { isObject } from './short-forms.js';

/** A project after the schema: shaped right, with defaults that do not depend on anything. */
type Shaped = Omit<ProjectSettings, 'name' | 'split' | 'train'> & {
  readonly name?: string;
  readonly split: Partial<SplitSettings>;
  readonly train: Omit<ProjectSettings['train'], 'select'> & { readonly select?: string };
};

/**
 * Fills in the defaults that follow from other settings. A block that is broken or missing is left as it is: the
 * shape check has complained, and nobody will use it.
 */
export function completeSettings(value: JsonObject, file: string): ProjectSettings {
  const { name, task, train, split, ingest } = value as unknown as Partial<Shaped>;
  const columns = ingest?.columns ?? {};
  const divided = completeSplit(split ?? {}, { task, columns });
  return {
    ...inOrder(value),
    name: name ?? nameFrom(basename(dirname(file))),
    ...(isObject(value['split']) && { split: divided }),
    ...(isObject(value['task']) && task && { task: completeForecast(task, divided, columns) }),
    ...(isObject(value['train']) && train && { train: withSelect(train) }),
  } as unknown as ProjectSettings;
}

function withSelect(train: Shaped['train']): ProjectSettings['train'] {
  return { ...train, select: train.select ?? null };
}

/** The blocks in the order of the schema, without what is the user's own. */
function inOrder(value: JsonObject): JsonObject {
  const entries = Object.keys(projectSchema.properties)
    .filter((block) => block in value)
    .map((block) => [block, value[block]]);
  return Object.fromEntries(entries) as JsonObject;
}

function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return name === '' ? 'project' : name;
}

/** The settings alone, without the methods of a loaded project. */
export function settingsOf(project: Project): ProjectSettings {
  const {
    file: _f,
    dir: _d,
    placeOf: _p,
    originOf: _o,
    masked: _m,
    sealed: _s,
    ...settings
  } = project;
  return settings;
}
