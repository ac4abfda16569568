import type { JsonObject } from '../../contracts/json.js';
import type { Params } from '../../contracts/params.js';
import type { TaskKind } from '../../contracts/task.js';
import { importedFamily } from '../../learning/imports/imported-model.js';
import type { PluginInfo } from '../../project/plugin-catalogue.js';

const params = {
  module: {
    type: 'string',
    minLength: 1,
    description: 'The module, relative to the project file; `model: ./my-model.ts` stands for it',
  },
  params: {
    type: 'object',
    additionalProperties: true,
    default: {},
    description: 'What the module is handed; with `model: ./my-model.ts` all that stands beside it',
  },
} as const satisfies Params;

/** A family of the user's own, as a project is checked against it before its module is looked at. */
export const customModel: PluginInfo & { readonly tasks: readonly TaskKind[] } = {
  name: 'custom',
  summary: "A module of the project's own that fits a model",
  params,
  required: ['module'],
  tasks: ['binary', 'multiclass', 'regression', 'anomaly'],
};

/** A candidate of the project, complete. */
export type CandidateSettings = JsonObject & { readonly model: string };

/** The module of a candidate that is of the user's own. */
export function moduleOf({ model, module }: CandidateSettings): string | undefined {
  return model === customModel.name && typeof module === 'string' ? module : undefined;
}

/** The file of a candidate that was made elsewhere. */
export function fileOf({ model, file }: CandidateSettings): string | undefined {
  return model === importedFamily && typeof file === 'string' ? file : undefined;
}

/** What the family of a candidate is called: as its module, where it is of the user's own, or as its file. */
export function familyName(candidate: CandidateSettings): string {
  return moduleOf(candidate) ?? fileOf(candidate) ?? candidate.model;
}

/** What a candidate's family is handed, without what is said of the candidate itself. */
export function familyParams(candidate: CandidateSettings): JsonObject {
  const { model: _, imbalance: __, ...beside } = candidate;
  return moduleOf(candidate) === undefined ? beside : (beside['params'] as JsonObject);
}
