import type { JsonObject } from '../contracts/json.js';
import type { Params, ValuesOf } from '../contracts/params.js';

/** What was given, with the declared default for each param that was not. */
export function withDefaults(declared: Params, given: JsonObject): ValuesOf<Params> {
  const defaults = Object.entries(declared).flatMap(([name, param]) =>
    'default' in param ? [[name, param.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given } as ValuesOf<Params>;
}
