import { defineAction } from './action.js';

export const drop = defineAction({
  name: 'drop',
  summary: 'leave the column out of the table',
  params: {},
  required: [],
  mayBeFeature: false,
  protect: ({ type }) => Promise.resolve({ cell: undefined, type }),
});
