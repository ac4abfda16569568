import type { SavedModel } from '../../../../contracts/model.js';
import { unnest } from '../../../../learning/models/ensembles/nested-model.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';

/** The models within an ensemble. */
export function membersOf(model: SavedModel): readonly SavedModel[] {
  return unnest(model).map((member) => member.model);
}

/** The mean of what members say, by their shares: voting and bagging. */
export function averaged(write: FamilyWriter): FamilyWriter {
  return (graph, model, features) => {
    const shares = model.config['shares'] as readonly number[];
    return answersOf(graph, model, { features, write })
      .map((answer, at) => graph.op('mul', answer, graph.number(shares[at] as number)))
      .reduce((sum, share) => graph.op('add', sum, share));
  };
}

/** A last model reads what members say, in float32 as it has learnt to; of two classes the second is enough. */
export function stacking(write: FamilyWriter): FamilyWriter {
  return (graph, model, features) => {
    const nested = unnest(model);
    const said = answersOf(graph, model, { features, write, count: nested.length - 1 });
    const isBinary = model.task.kind === 'binary';
    const heard = said.map((answer) => (isBinary ? graph.slice(answer, 1, 2) : answer));
    const last = nested.at(-1);
    if (last === undefined) throw new Error('a stacking model without a final one');
    return write(graph, last.model, graph.cast(graph.concat(heard), 'float'));
  };
}

/** What the first members say of their own columns. */
function answersOf(
  graph: ModelGraph,
  model: SavedModel,
  {
    features,
    write,
    count = Infinity,
  }: { readonly features: Ref; readonly write: FamilyWriter; readonly count?: number },
): readonly Ref[] {
  return unnest(model)
    .slice(0, count)
    .map(({ model: own, start }) => {
      const isAll = start === 0 && own.inputs.length === model.inputs.length;
      const columns = isAll ? features : graph.slice(features, start, start + own.inputs.length);
      return write(graph, own, columns);
    });
}
