import { MlxError } from '../../errors/index.js';
import {
  type BackendName,
  type BackendOptions,
  backendNames,
  type Compute,
  type LoadedBackend,
} from './compute.js';
import { loadCore } from './load-core.js';
import { loadTensorflow } from './tensorflow-backend.js';
import { loadWasm } from './wasm-backend.js';

/**
 * Loads the wanted tensor backend, or with `auto` the fastest that works: native TensorFlow, then WebAssembly,
 * then plain JavaScript. Throws `compute/backend-missing` when a wanted backend does not work here.
 */
export function openCompute(options: BackendOptions): Promise<Compute> {
  const opened = lastOpened.then(() => open(options));
  lastOpened = opened.catch(() => undefined);
  return opened;
}

/** TensorFlow.js is one for the whole process, and a start that overtakes another makes both fail: so one at a time. */
let lastOpened: Promise<unknown> = Promise.resolve();

async function open(options: BackendOptions): Promise<Compute> {
  if (options.backend !== 'auto') return openPinned(options.backend, options);

  const failures: string[] = [];
  for (const backend of backendNames) {
    try {
      const loaded = await loaders[backend](options);
      return { ...loaded, backend, reason: reasonFor(backend, failures) };
    } catch (error) {
      failures.push(`\`${backend}\` does not work: ${firstLine(error)}`);
    }
  }
  throw new MlxError('compute/backend-missing', 'No compute backend works here', {
    hints: ['Install mlx again: `npm install`', ...failures],
  });
}

async function openPinned(backend: BackendName, options: BackendOptions): Promise<Compute> {
  try {
    return { ...(await loaders[backend](options)), backend, reason: 'the project asks for it' };
  } catch (cause) {
    throw new MlxError(
      'compute/backend-missing',
      `The backend \`${backend}\` does not work here: ${firstLine(cause)}`,
      {
        hints: [
          backend === 'tensorflow'
            ? 'Run `mlx doctor --fix` to install it'
            : 'Install mlx again: `npm install`',
          'Or use `backend: auto`, which takes the best one that works',
        ],
        cause,
      },
    );
  }
}

const loaders: Readonly<Record<BackendName, (options: BackendOptions) => Promise<LoadedBackend>>> =
  {
    tensorflow: loadTensorflow,
    wasm: loadWasm,
    cpu: loadCpu,
  };

/** Plain JavaScript: works wherever Node does. */
async function loadCpu(): Promise<LoadedBackend> {
  const tf = await loadCore();
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { tf, version: version_cpu, threads: 1 };
}

function reasonFor(backend: BackendName, failures: readonly string[]): string {
  const why = backend === 'tensorflow' ? 'the fastest backend, and it works here' : undefined;
  return why ?? `the fastest that works here; ${failures.join('; ')}`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/[.:\s]+$/, '');
}
