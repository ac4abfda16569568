import type { Params, ValuesOf } from '../contracts/params.js';
import type { Execute } from '../pipeline/run-pipeline.js';
import type { Machine } from '../pipeline/stage.js';

/**
 * A place where stages run. It is transport only: bring the job's inputs there, run the same mlx with the job, stream
 * its events back, fetch the output. It fills `spec.output`, honours the signal within a second and leaves
 * nothing running, whatever happens.
 */
export interface Target<Declared extends Params = Params> {
  readonly name: string;
  readonly summary: string;
  readonly params: Declared;
  /** Whether packages can be deployed to it. */
  readonly serves: boolean;
  open(params: ValuesOf<Declared>, machine: Machine): Execute;
}

/** Types the params that `open` receives from the ones the target declares. */
export function defineTarget<const Declared extends Params>(target: Target<Declared>): Target {
  return target;
}
