import type { RegisteredVersion } from '../registry/model-registry.js';
import type { VersionLabel } from '../registry/version-labels.js';

/** What is told to a server of a version. */
export interface PushedVersion {
  readonly version: RegisteredVersion;
  readonly label: VersionLabel;
  /** Aliases that point at it. */
  readonly aliases: readonly string[];
  /** Where the registry lies. */
  readonly place: string;
  /** Further tags of the run, such as the commit. */
  readonly tags?: Readonly<Record<string, string>>;
}
