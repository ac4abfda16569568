import type { GraphType } from '../../../learning/compute/graph/graph-def.js';
import type { Kind, PlainOp } from '../graphs/model-graph.js';

/** Kinds by TensorFlow's types. */
export const types = {
  bool: 'bool',
  double: 'float64',
  float: 'float32',
  int64: 'int64',
  string: 'string',
} as const satisfies Readonly<Record<Kind, GraphType>>;

/** Numbers as constants hold them. */
export const arrays = {
  double: (values: ArrayLike<number>) => Float64Array.from(values),
  float: (values: ArrayLike<number>) => Float32Array.from(values),
  int64: (values: ArrayLike<number>) => BigInt64Array.from(Array.from(values, BigInt)),
} as const;

/** Names of TensorFlow's reductions. */
export const reductions = { max: 'Max', min: 'Min', sum: 'Sum' } as const;

/** Ops over yes and no alone, which are not told a type. */
export const logical: ReadonlySet<PlainOp> = new Set<PlainOp>(['and', 'not', 'or']);

/** Ops that answer yes or no. */
export const answersYesOrNo: ReadonlySet<PlainOp> = new Set<PlainOp>([
  ...logical,
  ...(['equal', 'greater', 'greaterOrEqual', 'isInf', 'isNaN', 'less'] as const),
]);

/** Names of TensorFlow's ops. */
export const plainOps: Readonly<Record<PlainOp, string>> = {
  abs: 'Abs',
  add: 'AddV2',
  and: 'LogicalAnd',
  cos: 'Cos',
  div: 'RealDiv',
  equal: 'Equal',
  exp: 'Exp',
  greater: 'Greater',
  greaterOrEqual: 'GreaterEqual',
  isInf: 'IsInf',
  isNaN: 'IsNan',
  less: 'Less',
  log: 'Log',
  matMul: 'BatchMatMulV2',
  max: 'Maximum',
  min: 'Minimum',
  mul: 'Mul',
  not: 'LogicalNot',
  or: 'LogicalOr',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  sqrt: 'Sqrt',
  sub: 'Sub',
  tanh: 'Tanh',
  where: 'SelectV2',
};
