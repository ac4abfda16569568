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
  /** Tensors that stand for something in the graph already. All others are constants, and so is what is made of them alone. */
  readonly known: readonly (readonly [Tensor, Ref])[];
  readonly constant: (value: ConstantValue) => Ref;
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
  const constants = new Set<object>();
  const at: Lookup = (tensor) => {
    const found = refs.get(tensor.dataId);
    if (found !== undefined) return found;
    const made = place.constant(constantOf(tf, tensor));
    refs.set(tensor.dataId, made);
    constants.add(tensor.dataId);
    return made;
  };
  const isKnown = ({ dataId }: Tensor) => refs.has(dataId) && !constants.has(dataId);
  const note = (op: string, attributes: readonly BindingAttribute[], inputs: readonly Tensor[]) =>
    inputs.some(isKnown)
      ? place.graph.add(op, inputs.map(at), { attributes: graphAttributes(backend, attributes) })
      : undefined;

  const { executeSingleOutput, executeMultipleOutputs } = backend;
  Object.assign(backend, {
    executeSingleOutput(op: string, attributes: BindingAttribute[], inputs: Tensor[]) {
      const name = note(op, attributes, inputs);
      const output = executeSingleOutput.call(backend, op, attributes, inputs);
      if (name !== undefined) refs.set(output.dataId, name);
      return output;
    },
    executeMultipleOutputs(...call: Parameters<typeof executeMultipleOutputs>) {
      const name = note(call[0], call[1], call[2]);
      const outputs = executeMultipleOutputs.apply(backend, call);
      if (name === undefined) return outputs;
      for (const [index, { dataId }] of outputs.entries()) {
        refs.set(dataId, index === 0 ? name : `${name}:${index}`);
      }
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
    case 'complex64':
    case 'string':
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
