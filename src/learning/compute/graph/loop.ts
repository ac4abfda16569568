import {
  after,
  attribute,
  type ConstantValue,
  type Graph,
  type GraphType,
  type Ref,
} from './graph-def.js';

/** Inside a loop. */
export interface LoopStep {
  /** Number of the step, from 0: int32. */
  readonly index: Ref;
  /** Put it among the inputs of what has no input from inside the loop. */
  readonly inStep: Ref;
  /** Brings a tensor from outside in, the same at every step. */
  readonly enter: (outside: Ref, type: GraphType) => Ref;
  /** Made outside, so that it is made once and not at every step. */
  readonly constant: (value: ConstantValue) => Ref;
}

/**
 * A loop over steps 0 … `count` − 1 in the control flow of TensorFlow 1, which sessions run natively (described in
 * Yu et al. 2018, "Dynamic control flow in large-scale machine learning"). `body` gives what must be done before the next
 * step begins. Gives the node to run after all steps.
 */
export function addLoop(
  graph: Graph,
  { name, count }: { readonly name: string; readonly count: Ref },
  body: (step: LoopStep) => readonly Ref[],
): Ref {
  const enter = (outside: Ref, type: GraphType, isConstant: boolean) =>
    graph.add('Enter', [outside], {
      attributes: {
        T: attribute.type(type),
        frame_name: attribute.text(name),
        is_constant: attribute.flag(isConstant),
        parallel_iterations: attribute.integer(1),
      },
    });
  const zero = graph.constant({ type: 'int32', shape: [], values: Int32Array.of(0) });
  const next = `${name}_next`;
  const merged = graph.add('Merge', [enter(zero, 'int32', false), next], {
    attributes: { T: attribute.type('int32'), N: attribute.integer(2) },
  });
  const goOn = graph.add('LoopCond', [
    graph.typed('Less', [merged, enter(count, 'int32', true)], 'int32'),
  ]);
  const branch = graph.typed('Switch', [merged, goOn], 'int32');
  const index = graph.typed('Identity', [`${branch}:1`], 'int32');

  const entered = new Map<Ref, Ref>();
  const step: LoopStep = {
    index,
    inStep: after(index),
    enter: (outside, type) => {
      const inside = entered.get(outside) ?? enter(outside, type, true);
      entered.set(outside, inside);
      return inside;
    },
    constant: (value) => step.enter(graph.constant(value), value.type),
  };
  const done = body(step);
  const one = step.constant({ type: 'int32', shape: [], values: Int32Array.of(1) });
  const following = graph.typed('AddV2', [index, one], 'int32');
  graph.add('NextIteration', [following, ...done.map(after)], {
    name: next,
    attributes: { T: attribute.type('int32') },
  });
  return graph.typed('Exit', [branch], 'int32');
}
