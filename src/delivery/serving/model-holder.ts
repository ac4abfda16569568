import type { JsonObject } from '../../contracts/json.js';
import type { Predictor } from '../../contracts/model.js';
import { type Package, publishedSignature } from '../package-folder.js';
import type { MetricFigure } from '../package-manifest.js';

/** What a server shows of a model beside its answers. */
export interface ModelFacts {
  readonly name: string;
  readonly family: string;
  readonly metrics: Readonly<Record<string, MetricFigure>>;
  /** `{ input, output, example }`: schemas and an example of each. */
  readonly published: JsonObject;
}

/** A model a server can answer with. */
export interface ServedModel {
  readonly predictor: Predictor;
  readonly facts: ModelFacts;
}

/** The model a server answers with, and the one place it is changed. A request keeps the model it began with. */
export class ModelHolder {
  #current: ServedModel | undefined;
  #previous: ServedModel | undefined;

  constructor(first?: ServedModel) {
    this.#current = first;
  }

  get current(): ServedModel | undefined {
    return this.#current;
  }

  /** What answered before the current model, where it is still known. */
  get previous(): ServedModel | undefined {
    return this.#previous;
  }

  /** Lets another model answer from now on; `previous` says what came before it where that was not served here. */
  swap(next: ServedModel, previous: ServedModel | undefined = this.#current): void {
    this.#previous = previous;
    this.#current = next;
  }
}

/** A package and the predictor made of it, ready to be served. */
export function servedModel(source: Package, predictor: Predictor): ServedModel {
  const { facts, signature, golden } = source;
  const example = golden[0];
  if (example === undefined) throw new Error('a package holds at least one golden row');
  const { name, family, metrics } = facts;
  return {
    predictor,
    facts: { name, family, metrics, published: publishedSignature(signature, example) },
  };
}
