import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';

/** An attribute of a TensorFlow op, as mlx states it. */
type OpAttribute =
  | { readonly type: DataType }
  | { readonly float: number }
  | boolean
  | number
  | string;

/** The ops of native TensorFlow that TensorFlow.js has no name for. */
export interface NativeBackend {
  /** Runs one op and gives its only output. */
  run(
    op: string,
    inputs: readonly Tensor[],
    attributes: Readonly<Record<string, OpAttribute>>,
  ): Tensor;
  /** Runs one op that has so many outputs. */
  runAll(
    op: string,
    inputs: readonly Tensor[],
    options: {
      readonly attributes: Readonly<Record<string, OpAttribute>>;
      readonly outputs: number;
    },
  ): Tensor[];
}

/** What mlx uses of tfjs-node's backend (version 4.22); attributes are as its C++ binding reads them. */
export interface TfjsNodeBackend {
  readonly binding: Readonly<Record<string, number>>;
  readonly executeSingleOutput: (
    op: string,
    attributes: readonly BindingAttribute[],
    inputs: readonly Tensor[],
  ) => Tensor;
  readonly executeMultipleOutputs: (
    ...call: readonly [
      op: string,
      attributes: readonly BindingAttribute[],
      inputs: readonly Tensor[],
      outputs: number,
    ]
  ) => Tensor[];
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: readonly Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): Tensor[];
}

export interface BindingAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The backend itself, while TensorFlow.js is on it. */
export function tfjsNodeBackend(tf: TensorFlow): TfjsNodeBackend | undefined {
  return tf.getBackend() === 'tensorflow'
    ? (tf.backend() as unknown as TfjsNodeBackend)
    : undefined;
}

/** Undefined while TensorFlow.js computes on another backend. */
export function nativeBackend(tf: TensorFlow): NativeBackend | undefined {
  const backend = tfjsNodeBackend(tf);
  if (backend === undefined) return undefined;
  const bound = (attributes: Readonly<Record<string, OpAttribute>>) =>
    Object.entries(attributes).map(([name, value]) => bindingAttribute(backend, name, value));
  return {
    run: (op, inputs, attributes) => backend.executeSingleOutput(op, bound(attributes), inputs),
    runAll: (op, inputs, { attributes, outputs }) =>
      backend.executeMultipleOutputs(op, bound(attributes), inputs, outputs),
  };
}

function bindingAttribute(
  { binding }: TfjsNodeBackend,
  name: string,
  value: OpAttribute,
): BindingAttribute {
  const typed = (kind: string, given: unknown) => ({
    name,
    type: binding[`TF_ATTR_${kind}`] as number,
    value: given,
  });
  if (typeof value === 'object') {
    return 'float' in value
      ? typed('FLOAT', value.float)
      : typed('TYPE', binding[typeNames[value.type] ?? '']);
  }
  if (typeof value === 'boolean') return typed('BOOL', value);
  if (typeof value === 'number') return typed('INT', value);
  return typed('STRING', value);
}

const typeNames: Readonly<Partial<Record<DataType, string>>> = {
  float32: 'TF_FLOAT',
  int32: 'TF_INT32',
  bool: 'TF_BOOL',
};
