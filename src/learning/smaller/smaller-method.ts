import type { SavedModel } from '../../contracts/model.js';
import type { Params, ValuesOf } from '../../contracts/params.js';

/** Why a model cannot be made smaller so, worded to follow the name of the method. */
export interface NotApplicable {
  readonly cannot: string;
}

/** What a method that searches may ask. */
export interface SmallerWorld {
  /** How much worse than the full one a model is on the validation rows, in the unit of the metric that decides; Infinity when it has no value. */
  loss(model: SavedModel): Promise<number>;
}

/**
 * A way to make a fitted model smaller without learning anew. Same model, params and losses, same bytes. Adding one: write its
 * file, add its line.
 */
export interface SmallerMethod<Declared extends Params = Params> {
  readonly name: string;
  /** One line for the docs. */
  readonly summary: string;
  readonly params: Declared;
  readonly required?: readonly string[];
  apply(
    model: SavedModel,
    params: ValuesOf<Declared>,
    world: SmallerWorld,
  ): SavedModel | NotApplicable | Promise<SavedModel | NotApplicable>;
}

/** Declares a method so that `apply` sees the types of its own params. */
export function defineSmaller<const Declared extends Params>(
  method: SmallerMethod<Declared>,
): SmallerMethod {
  return method;
}
