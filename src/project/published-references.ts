const reference = { type: 'string', pattern: '\\$\\{(env|file):' };

/** The schema, where a number or boolean may also be written as `${env:NAME}`. */
export function withReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withReferences);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, withReferences(value)]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  const plainKinds: readonly unknown[] = ['number', 'integer', 'boolean'];
  const kinds: readonly unknown[] = [copy['type']].flat();
  if (!kinds.some((kind) => plainKinds.includes(kind))) return copy;
  // What may be any text may be a reference already.
  if (kinds.includes('string') && copy['pattern'] === undefined) return copy;
  const { description, default: value, ...rest } = copy;
  return {
    ...(description === undefined ? {} : { description }),
    ...(value === undefined ? {} : { default: value }),
    anyOf: [rest, reference],
  };
}
