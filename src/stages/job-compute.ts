import { openCompute } from '../learning/compute/backend.js';
import type { Compute, ComputeNeed } from '../learning/compute/compute.js';
import type { Job, StageResult } from '../pipeline/stage.js';

/** The tensor backend as a fit sees it: what it was, once it was used. */
export class UsedCompute {
  used: Compute | undefined;
  readonly #open: (need?: ComputeNeed) => Promise<Compute>;

  constructor(open: (need?: ComputeNeed) => Promise<Compute>) {
    this.#open = open;
  }

  async open(need?: ComputeNeed): Promise<Compute> {
    this.used ??= await this.#open(need);
    return this.used;
  }

  /** What was computed on, for the artifact; empty when no backend was needed. */
  get facts(): Pick<StageResult, 'compute'> {
    if (this.used === undefined) return {};
    const { backend, version, threads } = this.used;
    return { compute: { backend, version, threads } };
  }
}

/** Of wide work, on any machine: how many threads there are decides the last digits of a convolution. */
const wideThreads = 2;

/** The tensor backend of a job: loaded by the first candidate that needs one, which says which it is, and then shared. */
export class JobCompute extends UsedCompute {
  /** `most`: threads, however wide the work. */
  constructor(
    wish: 'auto' | 'tensorflow' | 'wasm' | 'cpu',
    job: Pick<Job, 'machine' | 'emit'>,
    most = wideThreads,
  ) {
    super(async (need) => {
      const { machine, emit } = job;
      const opened = await openCompute({
        backend: wish,
        cacheDir: machine.cacheDir,
        threads: need?.work === 'wide' ? most : 1,
        setEnv: (name, value) => machine.setEnvironment(name, value),
      });
      const { backend, version, reason } = opened;
      emit({ type: 'backend', backend, version, reason });
      return opened;
    });
  }
}
