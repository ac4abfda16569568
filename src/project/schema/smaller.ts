import type { JSONSchema } from 'json-schema-to-ts';

/** A model made smaller: what is tried, which of it becomes the package, and what it may cost. */
export const smallerSchema = {
  type: 'object',
  description:
    'A smaller model in the package: `int8` in one word, a list of what is tried, or `try`, `use` and `requirements`',
  additionalProperties: false,
  required: ['try'],
  properties: {
    try: {
      type: 'array',
      minItems: 1,
      description:
        'What is made and measured, such as `[float16, { prune: { sparsity: 0.5 } }]`; a list within is done one after the other',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'steps'],
        properties: {
          name: { type: 'string', minLength: 1, description: 'What it is called in the table' },
          steps: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['method'],
              additionalProperties: true,
              properties: { method: { type: 'string', description: 'Name of the method' } },
            },
          },
        },
      },
    },
    use: {
      type: 'string',
      default: 'full',
      description:
        'Which becomes the package: a name of `try`, `smallest` for the smallest that keeps the requirements, or `full`',
    },
    requirements: {
      type: 'array',
      default: [],
      description:
        'What a smaller model must keep; one that becomes the package and does not is refused with exit code 5',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          metric: { type: 'string', description: 'A metric, on the same rows as the full model' },
          max_loss: {
            type: 'number',
            minimum: 0,
            description: 'How much worse than the full model it may be; 0 unless told',
          },
          sure: {
            type: 'number',
            minimum: 0.5,
            exclusiveMaximum: 1,
            description:
              'All of the interval of the loss at this level must keep to the bound: `95%`',
          },
          size: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            description:
              'Bytes of the model and its weights: `size: 300 kB`, or `size: 50%` of the full model',
            properties: {
              max: { type: 'number', exclusiveMinimum: 0, description: 'Bytes at most' },
              max_ratio: {
                type: 'number',
                exclusiveMinimum: 0,
                description: 'Share of the full model at most',
              },
            },
          },
          latency: {
            type: 'object',
            additionalProperties: false,
            required: ['max_ratio'],
            description:
              'Time for one row, by the model alone, over that of the full model in the same run: `latency: 120%`',
            properties: {
              max_ratio: { type: 'number', exclusiveMinimum: 0, description: 'At most' },
            },
          },
        },
      },
    },
  },
} as const satisfies JSONSchema;
