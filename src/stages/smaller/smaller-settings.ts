import type { Json, JsonObject } from '../../contracts/json.js';
import { deployDefaults } from '../../project/deploy-defaults.js';
import type { Project } from '../../project/project.js';
import type { PackageSettings } from '../../project/project-schema.js';
import { type JudgedLine, judgedLines } from '../judging/requirement-lines.js';

type Written = NonNullable<PackageSettings['smaller']>;

/** One way to make the model smaller, step by step. */
export type Tried = Written['try'][number];
/** A line of what a smaller model must keep. */
export type SmallerLine = Written['requirements'][number];

/** All that making a model smaller depends on, as plain data. */
export interface SmallerSettings extends Pick<Written, 'try' | 'use' | 'requirements'> {
  /** The contract of the project, which the smaller model is held to as well. */
  readonly lines: readonly JudgedLine[];
  readonly seed: number;
  readonly group: string | null;
  readonly alias: string;
}

/** Nothing where the project does not ask for a smaller model, so that its packages stay fresh. */
export function smallerSettings(project: Project): { readonly smaller?: JsonObject } {
  const { smaller } = project.package;
  if (smaller === undefined) return {};
  return {
    smaller: {
      ...{ try: smaller.try as unknown as Json, use: smaller.use },
      requirements: smaller.requirements,
      lines: judgedLines(project),
      seed: project.seed,
      group: project.split.group ?? null,
      alias: project.deploy?.alias ?? deployDefaults.alias,
    },
  };
}
