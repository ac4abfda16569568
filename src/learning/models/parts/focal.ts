import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { Task } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import type { Loss } from '../../compute/network.js';

/** How much less easy rows count; a family of networks spreads it into its own params. */
export const focalParams = {
  focal_gamma: {
    type: 'number',
    minimum: 0,
    maximum: 10,
    default: 0,
    description:
      'Classes: a row that is answered with probability p for its class counts (1 − p)^gamma times, so that the hard ones decide (Lin et al. 2017); 0: all count the same',
  },
} as const satisfies Params;

/** A loss, and what is to be learnt by it. */
export interface Focusable {
  readonly loss: Loss;
  readonly data: { readonly task: Task };
}

/** Something to learn, its cross-entropy made focal where that is wanted. Throws `learning/unsuitable-target` for numbers. */
export function withFocal<Problem extends Focusable>(
  problem: Problem,
  { focal_gamma: gamma }: ValuesOf<typeof focalParams>,
): Problem {
  if (gamma === 0) return problem;
  const { kind, target } = problem.data.task;
  if (kind === 'regression') {
    throw new MlxError(
      'learning/unsuitable-target',
      `\`focal_gamma\` is for classes, and \`${target}\` is a number`,
      { hints: ['Leave `focal_gamma` out'] },
    );
  }
  return { ...problem, loss: { name: 'focal', gamma } };
}
