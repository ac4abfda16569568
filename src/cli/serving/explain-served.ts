import type { JsonObject } from '../../contracts/json.js';
import type { Package } from '../../delivery/package-folder.js';
import type { ServedModel } from '../../delivery/serving/model-holder.js';
import type { Explainer } from '../../delivery/serving/serving.js';
import type { ExplainPredictions } from '../../stages/insight/package-explainer.js';

/** Columns that an explanation names; the others are put together. */
const mostColumns = 10;

/** Explains what served models answer. What that takes is prepared when somebody first asks about a model. */
export class ServedExplainer {
  readonly #packages = new WeakMap<ServedModel, Package>();
  readonly #ready = new WeakMap<ServedModel, Promise<ExplainPredictions>>();

  /** Tells of a model that may be asked about. */
  know(model: ServedModel, found: Package): void {
    this.#packages.set(model, found);
  }

  readonly explain: Explainer = async (model, batch) => {
    const ready = this.#ready.get(model) ?? this.#prepare(model);
    this.#ready.set(model, ready);
    const explanations = (await ready)(batch, model.predictor.predict(batch));
    return explanations as unknown as readonly JsonObject[];
  };

  async #prepare(model: ServedModel): Promise<ExplainPredictions> {
    const found = this.#packages.get(model);
    if (found === undefined) throw new Error('a served model came of no package');
    const { packageExplainer } = await import('../../stages/insight/package-explainer.js');
    return packageExplainer(found, model.predictor, mostColumns);
  }
}
