import type { SavedModel } from '../../../contracts/model.js';
import type { ModelGraph, Ref } from './model-graph.js';

/** Adds a model to a graph that has its features (floats), and gives its numbers: rows × width doubles, as `Predictions` has them. */
export type FamilyWriter = (graph: ModelGraph, model: SavedModel, features: Ref) => Ref;
