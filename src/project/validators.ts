import { ajvOptions } from './ajv-options.js';
import { compiledValidators } from './compiled-validators.js';
import type { Validate } from './validate.js';

/** A validator for each schema, by key: compiled when mlx was built, or now. */
export async function openValidators(
  schemas: ReadonlyMap<string, object>,
): Promise<(key: string) => Validate> {
  const built = [...schemas.keys()].every((key) => compiledValidators.has(key));
  const find = built ? undefined : await compiler();
  return (key) => {
    const validate = find?.(schemas.get(key) ?? {}) ?? compiledValidators.get(key);
    if (validate === undefined) throw new Error(`there is no schema ${key}`);
    return validate;
  };
}

async function compiler(): Promise<(schema: object) => Validate> {
  // Bundled, what is CommonJS has nothing but a default.
  const { default: module } = await import('ajv');
  const ajv = new module.Ajv({ ...ajvOptions, code: { optimize: false } });
  return (schema) => ajv.compile(schema) as Validate;
}
