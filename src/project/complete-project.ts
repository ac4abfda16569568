import { basename, dirname } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
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
  const { name, task, train, split } = value as unknown as Partial<Shaped>;
  const strategy = task?.type === 'regression' ? 'random' : 'stratified';
  return {
    ...inOrder(value),
    name: name ?? nameFrom(basename(dirname(file))),
    ...(isObject(value['split']) && { split: completeSplit(split ?? {}, strategy) }),
    ...(isObject(value['train']) && train && { train: { ...train, select: train.select ?? null } }),
  } as unknown as ProjectSettings;
}

/** The blocks in the order of the schema, without what is the user's own. */
function inOrder(value: JsonObject): JsonObject {
  const entries = Object.keys(projectSchema.properties)
    .filter((block) => block in value)
    .map((block) => [block, value[block]]);
  return Object.fromEntries(entries) as JsonObject;
}

/** Fills in the shares left open: 15% for `validation` and `test`, or what a given `train` leaves them. */
function completeSplit(split: Partial<SplitSettings>, strategy: string): SplitSettings {
  const { column } = split;
  const { validation, test } = heldOut(split);
  const complete = {
    strategy: split.strategy ?? (column === undefined ? strategy : 'column'),
    train: split.train ?? round(1 - validation - test),
    validation,
    test,
  };
  return column === undefined ? complete : { ...complete, column };
}

function heldOut({ train, validation, test }: Partial<SplitSettings>): {
  readonly validation: number;
  readonly test: number;
} {
  if (train === undefined) return { validation: validation ?? 0.15, test: test ?? 0.15 };
  const rest = Math.max(0, 1 - train);
  if (validation === undefined && test === undefined) {
    return { validation: round(rest / 2), test: round(rest / 2) };
  }
  return {
    validation: validation ?? round(Math.max(0, rest - (test ?? 0))),
    test: test ?? round(Math.max(0, rest - (validation ?? 0))),
  };
}

function round(share: number): number {
  return Math.round(share * 1e9) / 1e9;
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
