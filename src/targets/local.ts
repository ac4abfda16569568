import { measureUsage } from '../pipeline/measure-usage.js';
import { defineTarget } from './target.js';

/** This process: no copying, no waiting. */
export const local = defineTarget({
  name: 'local',
  summary: 'This machine, in the mlx process itself',
  params: {},
  serves: true,
  open:
    (_params, machine) =>
    (stage, spec, { signal, emit }) =>
      measureUsage(() => stage.run({ ...spec, signal, emit, machine })),
});
