import type { ModuleCode } from '../../contracts/module-code.js';
import { modelFamilies } from './index.js';
import type { ModelFamily } from './model-family.js';

/** A family of the user's own: it is called as the project names its module. */
export interface OwnFamily extends ModelFamily {
  /** Travels with every model it fits. */
  readonly code: ModuleCode;
}

/** The families a project or a saved model may use: those of mlx, and the user's own and those made elsewhere that were loaded for it. */
export class Families {
  readonly #own: ReadonlyMap<string, ModelFamily & Partial<OwnFamily>>;

  constructor(own: Iterable<ModelFamily & Partial<OwnFamily>> = []) {
    this.#own = new Map([...own].map((family) => [family.name, family]));
  }

  /** The family of a saved model, or of a candidate by `familyName`. Throws `usage/unknown-name` for another. */
  get(name: string): ModelFamily {
    return this.#own.get(name) ?? modelFamilies.get(name);
  }

  /** The code that a model made of these families has to carry; nothing when all are mlx's. */
  codeOf(names: Iterable<string>): { readonly modules?: readonly ModuleCode[] } {
    const modules = [...new Set(names)].flatMap((name) => this.#own.get(name)?.code ?? []);
    return modules.length === 0 ? {} : { modules };
  }
}

/** The families of mlx alone. */
export const builtIn = new Families();
