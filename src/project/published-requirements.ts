import { paramsSchema } from '../contracts/params.js';
import type { PluginCatalogue } from './plugin-catalogue.js';
import { percent } from './published-shares.js';
import { requirementsSchema } from './schema/requirements.js';

/** The contract with every short form, for editors. */
export function publishedRequirements({ metrics }: PluginCatalogue): object {
  const { items } = requirementsSchema;
  const { properties } = items;
  const { sure, by, leaks, looks, robustness } = properties;
  const { description, ...share } = sure;
  const count = (minimum: number): object => ({ type: 'integer', minimum });
  return {
    ...requirementsSchema,
    items: {
      ...items,
      properties: {
        ...properties,
        metric: metricForms({ metrics }, properties.metric),
        sure: { description, anyOf: [share, percent] },
        by: { anyOf: [{ type: 'string' }, by] },
        leaks: { anyOf: [count(0), leaks] },
        looks: { anyOf: [count(1), looks] },
        robustness: {
          ...robustness,
          properties: {
            ...robustness.properties,
            missing: { anyOf: [robustness.properties.missing, percent] },
          },
        },
        fairness: {
          description: properties.fairness.description,
          enum: [...properties.fairness.enum, 'equalized_odds'],
        },
        calibration: {
          description: 'The expected calibration error: short for `metric: ece`',
          anyOf: [
            { type: 'number' },
            {
              type: 'object',
              additionalProperties: false,
              properties: {
                max: properties.max,
                min: properties.min,
                bins: { type: 'integer', minimum: 1, description: 'How many bins; 10 unless told' },
              },
            },
          ],
        },
      },
    },
  };
}

/** A metric by its name, or as a mapping of what it is told. */
export function metricForms(
  { metrics }: Pick<PluginCatalogue, 'metrics'>,
  { description, ...named }: { readonly description: string; readonly type: 'string' },
): object {
  const told = [...metrics].flatMap(({ name, params }) =>
    params === undefined ? [] : [[name, paramsSchema(params)] as const],
  );
  const mapping = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: Object.fromEntries(told),
  };
  return { description, anyOf: [named, mapping] };
}
