import type { PluginCatalogue } from './plugin-catalogue.js';

/** Which project to load, and what may change it. */
export interface LoadRequest {
  /** Absolute path. */
  readonly file: string;
  /** Overlays named with `--env`, in order. */
  readonly environments?: readonly string[];
  /** `--set` assignments, in order. */
  readonly assignments?: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** How to show file names in messages: relative to the folder the user is in. */
  readonly cwd: string;
  readonly catalogue: PluginCatalogue;
}
