import type { JsonObject } from '../contracts/json.js';
import type { RegistryPlace } from '../delivery/registry/open-registry.js';
import type { Project } from '../project/project.js';
import type { RegistrySettings } from '../project/project-schema.js';

/** Where the registry of a project lies, for the settings of a stage; nothing of it when it lies where it always does. */
export function registrySettings({ registry }: Pick<Project, 'registry'>): {
  readonly registry?: RegistryPlace & JsonObject;
} {
  const {
    require_signature: _r,
    trusted: _t,
    mlflow: _m,
    ...place
  }: Partial<RegistrySettings> = registry ?? {};
  const isElsewhere = place.url !== undefined || place.path !== undefined;
  return isElsewhere ? { registry: place } : {};
}
