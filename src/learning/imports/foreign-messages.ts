import type { ForeignFiles, TensorFacts, TensorType } from './imported-model.js';

/** Values of one input, all rows. */
export interface FedTensor {
  readonly name: string;
  readonly type: Exclude<TensorType, 'other'>;
  readonly dims: readonly number[];
  readonly values: Float64Array | readonly string[];
}

/** What an output said: all its numbers, and its shape. */
export interface SaidTensor {
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

/** What the thread of foreign models is asked. */
export type ForeignRequest =
  | {
      readonly do: 'open';
      readonly id: number;
      readonly files: ForeignFiles;
      /** Addresses of onnxruntime, the best first. */
      readonly onnxruntime: readonly string[];
    }
  | {
      readonly do: 'run';
      readonly id: number;
      readonly feeds: readonly FedTensor[];
      readonly output: string;
    }
  | { readonly do: 'close'; readonly id: number };

/** What a model says of itself once it is open; ONNX files are read before they are opened, and say nothing here. */
export interface OpenedFacts {
  /** What it is run by, such as `onnxruntime-web 1.30.0`. */
  readonly by: string;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
}

export type ForeignAnswer =
  | { readonly opened: OpenedFacts }
  | { readonly said: SaidTensor }
  | { readonly closed: true }
  /** `missing`: what is to be installed is not there. */
  | { readonly error: string; readonly missing?: string };

/** A model that is open in the thread. */
export interface ForeignSession {
  readonly facts: OpenedFacts;
  run(feeds: readonly FedTensor[], output: string): Promise<SaidTensor>;
  close(): Promise<void>;
}

/** What is to be installed is not there. */
export class NotInstalled extends Error {
  readonly missing: string;

  constructor(missing: string) {
    super(`${missing} is not installed`);
    this.missing = missing;
  }
}
