import type { JsonObject } from '../../../contracts/json.js';
import type { SavedModel, Weights } from '../../../contracts/model.js';

/** A model within another one: its columns are those of the outer matrix from `start` on. */
export interface NestedModel {
  readonly name: string;
  readonly model: SavedModel;
  readonly start: number;
}

/** Models as a part of another one's config (under `members`) and weights (prefixed `0/`, `1/` …). */
export function nest(models: readonly NestedModel[]): {
  readonly members: readonly JsonObject[];
  readonly weights: Readonly<Record<string, Weights>>;
} {
  const weights = models.flatMap(({ model }, at) =>
    Object.entries(model.weights).map(([name, block]) => [`${at}/${name}`, block] as const),
  );
  return {
    members: models.map(({ name, start, model: { family, task, inputs, config } }) => ({
      name,
      start,
      family,
      task: task as unknown as JsonObject,
      inputs,
      config,
    })),
    weights: Object.fromEntries(weights),
  };
}

/** The models that {@link nest} put in. */
export function unnest({ config, weights }: SavedModel): readonly NestedModel[] {
  const members = config['members'] as unknown as readonly (Omit<SavedModel, 'weights'> & {
    readonly name: string;
    readonly start: number;
  })[];
  return members.map(({ name, start, ...facts }, at) => {
    const prefix = `${at}/`;
    const own = Object.entries(weights)
      .filter(([block]) => block.startsWith(prefix))
      .map(([block, values]) => [block.slice(prefix.length), values] as const);
    return { name, start, model: { ...facts, weights: Object.fromEntries(own) } };
  });
}
