import type { PluginCatalogue } from '../project/plugin-catalogue.js';
import { stagePlugins } from '../stages/stage-plugins.js';
import { targets } from '../targets/index.js';

/** Every plug-in of this mlx, for checking a project. */
export const plugins: PluginCatalogue = { ...stagePlugins, targets };
