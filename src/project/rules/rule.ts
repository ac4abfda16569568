import type { Complaint } from '../describe-problem.js';
import type { PluginCatalogue } from '../plugin-catalogue.js';
import type { ProjectSettings } from '../project.js';

/** Something that must hold between settings which are each fine by themselves. */
export interface Rule {
  /** Blocks it looks at: it is not asked while one of them is broken, so that problems elsewhere are still found. */
  readonly reads: readonly (keyof ProjectSettings)[];
  check(
    project: ProjectSettings,
    catalogue: PluginCatalogue,
    report: (complaint: Complaint) => void,
  ): void;
}
