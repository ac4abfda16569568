import type { ErrorObject } from 'ajv';

/** A complaint of ajv about one value. */
export type SchemaError = ErrorObject<string, Record<string, unknown>>;

/** Checks a value and fills in its defaults; its complaints lie in `errors` until the next call. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
