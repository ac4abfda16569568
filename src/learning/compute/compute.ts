import type * as tfjs from '@tensorflow/tfjs-core';

/** The TensorFlow.js API, of whichever copy was loaded. Never imported statically: it is heavy. */
export type TensorFlow = typeof tfjs;

/** From fastest to slowest, which is the order in which they are tried. */
export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** A tensor backend that works. A process has one at a time: opening another moves all of TensorFlow.js to it. */
export interface Compute {
  readonly tf: TensorFlow;
  readonly backend: BackendName;
  /** `tensorflow`: the version of libtensorflow; else that of the npm package. */
  readonly version: string;
  /** Threads that native TensorFlow computes with; 1 on the other backends. */
  readonly threads: number;
  /** One sentence: why this backend, and what was wrong with the better ones. */
  readonly reason: string;
}

export interface BackendOptions {
  /** `auto` takes the fastest that works. */
  readonly backend: 'auto' | BackendName;
  /** Where `installNative` puts the native backend: see `nativeFolder`. */
  readonly cacheDir: string;
  /** Threads of the native backend; 1 when absent, which is fastest for networks of ordinary width. */
  readonly threads?: number;
  /** Sets an environment variable of this process, unless the user has set it. */
  readonly setEnv?: (name: string, value: string) => void;
}

/** What a loader gives: `Compute` without the story of how it was chosen. */
export type LoadedBackend = Pick<Compute, 'tf' | 'version' | 'threads'>;

/** What a family asks of the backend before it is loaded. */
export interface ComputeNeed {
  /** `wide`: convolutions of images and the like, which a second thread makes faster. */
  readonly work?: 'ordinary' | 'wide';
}
