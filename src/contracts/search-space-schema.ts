const range = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;
const list = {
  type: 'array',
  minItems: 1,
  items: { type: ['number', 'string', 'boolean', 'array', 'null'] },
} as const;

/** JSON Schema (draft-07) of a search space as written: path to what is tried. */
export const searchSpaceSchema = {
  type: 'object',
  minProperties: 1,
  description: 'Path below `train`, such as `candidates.net.learning_rate`, to what is tried',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      values: { ...list, description: 'These values, in this order' },
      choice: { ...list, description: 'These values, whose order means nothing' },
      int: { ...range, description: 'Whole numbers from low to high' },
      float: { ...range, description: 'Numbers from low to high' },
      log: { ...range, description: 'Numbers from low to high, evenly by ratio' },
      scale: {
        enum: ['linear', 'log'],
        description: 'Of `int` and `float`: evenly by difference or by ratio',
      },
      step: { type: 'number', exclusiveMinimum: 0, description: 'Distance between values' },
      points: {
        type: 'integer',
        minimum: 2,
        maximum: 1000,
        description: 'How many values a grid takes',
      },
      when: {
        type: 'object',
        minProperties: 1,
        description:
          'Searched only where another searched setting has this value, or one of these: `{ optimizer: adamw }`',
        additionalProperties: { type: ['number', 'string', 'boolean', 'array', 'null'] },
      },
    },
  },
} as const;
