import type { JSONSchema } from 'json-schema-to-ts';

export type Properties = Readonly<Record<string, JSONSchema>>;

/** The parts that schemas of outputs are made of. */
export const text = { type: 'string' } as const;
export const number = { type: 'number' } as const;
export const boolean = { type: 'boolean' } as const;
export const object = { type: 'object' } as const;
export const fingerprint = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
export const orNull = (schema: JSONSchema): JSONSchema => ({ anyOf: [schema, { type: 'null' }] });
export const listOf = (items: JSONSchema): JSONSchema => ({ type: 'array', items });
export const record = (properties: Properties, optional: Properties = {}): JSONSchema => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});
