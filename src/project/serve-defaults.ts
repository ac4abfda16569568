import type { ServeSettings } from './project-schema.js';
import { serveSchema } from './schema/serve.js';

interface WithDefaults {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, WithDefaults>>;
}

/** How a package is served where no project says: every default of the schema. */
export const serveDefaults = defaultsOf(serveSchema as unknown as WithDefaults) as ServeSettings;

function defaultsOf({ properties, default: own }: WithDefaults): unknown {
  if (properties === undefined) return own;
  const entries = Object.entries(properties)
    .filter(([, each]) => each.default !== undefined)
    .map(([name, each]) => [name, defaultsOf(each)]);
  return Object.fromEntries(entries);
}
