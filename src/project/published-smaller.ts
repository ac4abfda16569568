import { paramsSchema } from '../contracts/params.js';
import type { PluginCatalogue } from './plugin-catalogue.js';
import { percent } from './published-shares.js';
import { smallerSchema } from './schema/smaller.js';

const bytes = { type: 'string', pattern: '^\\d+(\\.\\d+)?\\s*(B|kB|KB|KiB|MB|MiB)$' };

/** What is said of smaller models with every short form, for editors. */
export function publishedSmaller({ smaller }: Pick<PluginCatalogue, 'smaller'>): object {
  const { properties, description } = smallerSchema;
  const method = { enum: smaller.names };
  const withParams = [...smaller].map(({ name, params }) => {
    const told = Object.entries(paramsSchema(params).properties).map(([key, schema]) => [
      key,
      { anyOf: [schema, percent] },
    ]);
    const inner = { type: 'object', properties: Object.fromEntries(told) as object };
    return {
      type: 'object',
      additionalProperties: false,
      required: [name],
      properties: { [name]: { anyOf: [{ type: 'null' }, { const: true }, inner] } },
    };
  });
  const step = { anyOf: [method, ...withParams] };
  const item = {
    anyOf: [...step.anyOf, { type: 'array', items: step, minItems: 1 }, properties.try.items],
  };
  const list = { type: 'array', minItems: 1, items: item };
  const { items: line } = properties.requirements;
  const { size, latency, sure, metric } = line.properties;
  const lines = {
    ...properties.requirements,
    items: {
      ...line,
      properties: {
        ...line.properties,
        metric: { anyOf: [metric, { type: 'object' }] },
        sure: { anyOf: [sure, percent] },
        size: { anyOf: [{ type: 'number' }, bytes, percent, sizeOrBytes(size)] },
        latency: { anyOf: [percent, latency] },
      },
    },
  };
  return {
    description,
    anyOf: [
      ...step.anyOf,
      list,
      {
        ...smallerSchema,
        required: [],
        properties: {
          try: { anyOf: [list, ...step.anyOf] },
          use: { anyOf: [properties.use, ...item.anyOf] },
          requirements: lines,
        },
      },
    ],
  };
}

function sizeOrBytes(size: typeof smallerSchema.properties.requirements.items.properties.size) {
  const { max } = size.properties;
  return { ...size, properties: { ...size.properties, max: { anyOf: [max, bytes] } } };
}
