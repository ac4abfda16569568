import { nearestWord } from '../../errors/index.js';
import type { ModelHolder, ServedModel } from './model-holder.js';
import { noModel, Refusal } from './refusal.js';

/** The served model, when it is called so (and has that version); else a `Refusal` of 404 with the nearest name. */
export function modelCalled(models: ModelHolder, name: string, version?: string): ServedModel {
  const model = models.current;
  if (model === undefined) throw noModel();
  const { name: own } = model.facts;
  if (name !== own) {
    const meant = nearestWord(name, [own]) === undefined ? '' : 'Did you mean it? ';
    throw new Refusal(404, `There is no model \`${name}\` here`, {
      hint: `${meant}This server serves \`${own}\``,
    });
  }
  if (version !== undefined && version !== model.predictor.version) {
    throw new Refusal(404, `Version \`${version}\` of \`${name}\` is not served`, {
      hint: `This server serves version \`${model.predictor.version}\``,
    });
  }
  return model;
}
