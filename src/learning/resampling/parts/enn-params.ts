import type { Params } from '../../../contracts/params.js';

export const ennParams = {
  neighbours: {
    type: 'integer',
    minimum: 1,
    default: 3,
    description: 'How many neighbours are asked',
  },
  agreement: {
    enum: ['all', 'most'],
    default: 'all',
    description: 'How many of them must be of the class for a row to stay',
  },
} as const satisfies Params;
