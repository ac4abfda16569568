import type { SavedModel } from '../../contracts/model.js';
import { smallerMethods } from '../../learning/smaller/index.js';
import type { NotApplicable, SmallerWorld } from '../../learning/smaller/smaller-method.js';
import type { Tried } from './smaller-settings.js';

/** A model made smaller step by step, or why it cannot be: in words that follow `NAME`. */
export async function makeVariant(
  full: SavedModel,
  { steps }: Tried,
  world: SmallerWorld,
): Promise<SavedModel | NotApplicable> {
  let model = full;
  for (const { method: name, ...params } of steps) {
    const made = await smallerMethods.get(name).apply(model, params as never, world);
    if (!('cannot' in made)) model = made;
    else return { cannot: steps.length === 1 ? made.cannot : `\`${name}\` ${made.cannot}` };
  }
  return model;
}
