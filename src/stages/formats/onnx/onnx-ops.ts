import type { PlainOp } from '../graphs/model-graph.js';

/** Names of ONNX's reductions. */
export const reductions = { max: 'ReduceMax', min: 'ReduceMin', sum: 'ReduceSum' } as const;

/** Names of ONNX's operators. */
export const plainOps: Readonly<Record<PlainOp, string>> = {
  abs: 'Abs',
  add: 'Add',
  and: 'And',
  cos: 'Cos',
  div: 'Div',
  equal: 'Equal',
  exp: 'Exp',
  greater: 'Greater',
  greaterOrEqual: 'GreaterOrEqual',
  isInf: 'IsInf',
  isNaN: 'IsNaN',
  less: 'Less',
  log: 'Log',
  matMul: 'MatMul',
  max: 'Max',
  min: 'Min',
  mul: 'Mul',
  not: 'Not',
  or: 'Or',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  sqrt: 'Sqrt',
  sub: 'Sub',
  tanh: 'Tanh',
  where: 'Where',
};
