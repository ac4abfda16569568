import type { Complaint } from '../describe-problem.js';
import type { PluginCatalogue } from '../plugin-catalogue.js';
import type { ProjectSettings } from '../project.js';

/** Something that must hold between settings which are each fine by themselves. */
export type Rule = (
  project: ProjectSettings,
  catalogue: PluginCatalogue,
  report: (complaint: Complaint) => void,
) => void;
