import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { type BindingAttribute, type TfjsNodeBackend, tfjsNodeBackend } from '../native-ops.js';
import {
  type Attribute,
  attribute,
  type ConstantValue,
  type Graph,
  type Ref,
} from './graph-def.js';

/** Where a recording goes. */
export interface RecordingPlace {
  readonly graph: Graph;
  /** Tensors that stand for something in the graph already. Any other that an op takes becomes a constant. */
  readonly known: readonly (readonly [Tensor, Ref])[];
  /** What constants come after: the step of a loop that the recording belongs to. */
  readonly inStep: readonly Ref[];
}

/** Where in the graph a tensor of the recorded code is. */
export type Lookup = (tensor: Tensor) => Ref;

/**
 * Runs code once on native TensorFlow and writes every op that it executes into a graph. Values that the code reads out
 * of tensors, and then acts on, are frozen: whoever uses the graph compares it with another run of the code.
 * `use` is called while the tensors are alive. Throws when the code does something that no graph can hold.
 */
export function record<T>(
  tf: TensorFlow,
  place: RecordingPlace,
  { run, use }: { readonly run: () => T; readonly use: (result: T, at: Lookup) => void },
): void {
  const backend = tfjsNodeBackend(tf);
  if (backend === undefined) throw new Error('only native TensorFlow can be recorded');
  const refs = new Map<object, Ref>(place.known.map(([tensor, ref]) => [tensor.dataId, ref]));
  const at: Lookup = (tensor) => {
    const found = refs.get(tensor.dataId);
    if (found !== undefined) return found;
    const made = place.graph.constant(constantOf(tf, tensor), place.inStep);
    refs.set(tensor.dataId, made);
    return made;
  };
  const note = (op: string, attributes: readonly BindingAttribute[], inputs: readonly Ref[]) =>
    place.graph.add(op, inputs, { attributes: graphAttributes(backend, attributes) });

  const { executeSingleOutput, executeMultipleOutputs } = backend;
  Object.assign(backend, {
    executeSingleOutput(op: string, attributes: BindingAttribute[], inputs: Tensor[]) {
      const from = inputs.map(at);
      const output = executeSingleOutput.call(backend, op, attributes, inputs);
      refs.set(output.dataId, note(op, attributes, from));
      return output;
    },
    executeMultipleOutputs(...call: Parameters<typeof executeMultipleOutputs>) {
      const [op, attributes, inputs] = call;
      const from = inputs.map(at);
      const outputs = executeMultipleOutputs.apply(backend, call);
      const name = note(op, attributes, from);
      outputs.forEach((output, index) =>
        refs.set(output.dataId, index === 0 ? name : `${name}:${index}`),
      );
      return outputs;
    },
  });
  try {
    tf.tidy(() => use(run(), at));
  } finally {
    // The methods of its class show again.
    Reflect.deleteProperty(backend, 'executeSingleOutput');
    Reflect.deleteProperty(backend, 'executeMultipleOutputs');
  }
}

/** Read by way of the backend, since kernels hand each other what is no more than a tensor's description. */
function constantOf(tf: TensorFlow, { dataId, dtype, shape }: Tensor): ConstantValue {
  const values = tf.engine().backend.readSync(dataId) as ArrayLike<number>;
  switch (dtype) {
    case 'float32':
      return { type: dtype, shape, values: Float32Array.from(values) };
    case 'int32':
      return { type: dtype, shape, values: Int32Array.from(values) };
    case 'bool':
      return { type: dtype, shape, values: Uint8Array.from(values) };
    default:
      throw new Error(`tensors of ${dtype} cannot be written into a graph`);
  }
}

function graphAttributes(
  { binding }: TfjsNodeBackend,
  attributes: readonly BindingAttribute[],
): Record<string, Attribute> {
  return Object.fromEntries(
    attributes.map((given) => [given.name, graphAttribute(binding, given)]),
  );
}

function graphAttribute(
  binding: TfjsNodeBackend['binding'],
  { name, type, value }: BindingAttribute,
): Attribute {
  switch (type) {
    case binding['TF_ATTR_STRING']:
      return attribute.text(String(value));
    case binding['TF_ATTR_INT']:
      return Array.isArray(value)
        ? attribute.integers(value as number[])
        : attribute.integer(value as number);
    case binding['TF_ATTR_FLOAT']:
      return attribute.float(value as number);
    case binding['TF_ATTR_BOOL']:
      return attribute.flag(value as boolean);
    case binding['TF_ATTR_TYPE']:
      return Array.isArray(value)
        ? attribute.typeNumbers(value as number[])
        : attribute.typeNumber(value as number);
    case binding['TF_ATTR_SHAPE']:
      return attribute.shape(value as number[]);
    default:
      throw new Error(`the attribute ${name} has a type that cannot be written into a graph`);
  }
}
