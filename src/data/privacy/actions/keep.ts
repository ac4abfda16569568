import { identifier } from '../../tables/sql.js';
import { defineAction } from './action.js';

export const keep = defineAction({
  name: 'keep',
  summary:
    'leave it as it is: says that personal data is meant to stand there, so that nothing warns of it',
  params: {},
  required: [],
  mayBeFeature: true,
  protect: ({ name, type }) => Promise.resolve({ cell: identifier(name), type }),
});
