import type { DeploySettings } from './project-schema.js';
import { deploySchema } from './schema/delivery.js';

const { to, alias, host, port, timeout_seconds } = deploySchema.properties;

/** How a project without a `deploy` block is deployed when somebody asks for it all the same. */
export const deployDefaults: DeploySettings = {
  to: to.default,
  alias: alias.default,
  host: host.default,
  port: port.default,
  timeout_seconds: timeout_seconds.default,
};
