import type { Json } from '../../contracts/json.js';
import type { Project } from '../../project/project.js';
import type { Requirement } from '../../project/project-schema.js';

/** A line of the contract that the evaluation answers, and which line it is. */
export type JudgedLine = Omit<Requirement, 'cost_usd' | 'looks'> & { readonly index: number };

/** Slices of fewer rows are not judged, and numbers are cut into so many parts, unless the project says otherwise. */
export const sliceDefaults = { minRows: 30, bins: 4 } as const;

/** The lines that `evaluate` answers, as plain data: budgets and looks are answered elsewhere. */
export function judgedLines({ requirements }: Pick<Project, 'requirements'>): readonly Json[] {
  return requirements.flatMap(({ cost_usd: cost, looks, ...line }, index) =>
    cost === undefined && looks === undefined ? [{ ...line, index }] : [],
  );
}

/** Plain data as the lines that it is of. */
export function linesOf(settings: readonly Json[]): readonly JudgedLine[] {
  return settings as unknown as readonly JudgedLine[];
}
