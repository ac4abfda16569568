import { createRequire } from 'node:module';
import { type BackendName, backendNames } from './compute.js';
import { type Environment, type RunCommand, runCommand } from './run-command.js';
import { completeCopies } from './tensorflow-backend.js';

/** What is known of a backend on this machine, for `mlx doctor`. */
export interface BackendCheck {
  readonly backend: BackendName;
  readonly works: boolean;
  readonly version?: string;
  /** One clause: why it does not work. */
  readonly problem?: string;
  /** The command that mends it. */
  readonly fix?: string;
}

export interface CheckOptions {
  readonly cacheDir: string;
  readonly run?: RunCommand;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
}

/** Tries every backend, each in a process of its own: a native addon that crashes takes nothing with it. */
export async function checkBackends(options: CheckOptions): Promise<readonly BackendCheck[]> {
  const checks: BackendCheck[] = [];
  for (const backend of backendNames) checks.push(await checkBackend(backend, options));
  return checks;
}

async function checkBackend(backend: BackendName, options: CheckOptions): Promise<BackendCheck> {
  const fix = backend === 'tensorflow' ? 'mlx doctor --fix' : 'npm install';
  try {
    const result = await probes[backend](options);
    if ('version' in result) return { backend, works: true, version: result.version };
    return { backend, works: false, problem: result.problem, fix };
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    return { backend, works: false, problem, fix };
  }
}

type Probe = { readonly version: string } | { readonly problem: string };

const probes: Readonly<Record<BackendName, (options: CheckOptions) => Promise<Probe>>> = {
  tensorflow: async (options) => {
    let result: Probe = { problem: 'there is no copy of it' };
    for (const folder of completeCopies(options.cacheDir)) {
      result = await probeTensorflow(folder, options);
      if ('version' in result) break;
    }
    return result;
  },
  wasm: (options) => {
    const plugin = require.resolve('@tensorflow/tfjs-backend-wasm');
    return probe(['wasm', plugin, 'version_wasm'], options);
  },
  cpu: (options) =>
    probe(['cpu', require.resolve('@tensorflow/tfjs-backend-cpu'), 'version_cpu'], options),
};

const require = createRequire(import.meta.url);

/** Multiplies two matrices with the copy of tfjs-node in a folder, in a process of its own. */
export function probeTensorflow(folder: string, options: ProbeOptions): Promise<Probe> {
  return runScript(tensorflowScript, [folder], options);
}

type ProbeOptions = Omit<CheckOptions, 'cacheDir'>;

function probe(plugin: readonly string[], options: ProbeOptions): Promise<Probe> {
  return runScript(pluginScript, [require.resolve('@tensorflow/tfjs-core'), ...plugin], options);
}

const multiply = `const multiply = (tf) => {
  const sum = tf.sum(tf.matMul(tf.ones([8, 8]), tf.ones([8, 8]))).dataSync()[0];
  if (sum !== 512) throw new Error('it multiplies wrongly');
};`;

const tensorflowScript = `${multiply}
Object.assign(require('node:util'), { isNullOrUndefined: (v) => v == null, isArray: Array.isArray });
const tf = require(process.argv[1]);
multiply(tf);
console.log('version ' + tf.backend().binding.TF_Version);`;

const pluginScript = `${multiply}
const [core, name, path, version] = process.argv.slice(1);
const tf = require(core);
tf.enableProdMode();
const plugin = require(path);
tf.setBackend(name).then((started) => {
  if (!started) throw new Error('it could not be started');
  multiply(tf);
  console.log('version ' + plugin[version]);
});`;

async function runScript(
  script: string,
  args: readonly string[],
  { run = runCommand, ...options }: ProbeOptions,
): Promise<Probe> {
  const result = await run(process.execPath, ['-e', script, '--', ...args], {
    ...options,
    seconds: 60,
  });
  const version = /^version (.+)$/m.exec(result.stdout)?.[1];
  if (result.code === 0 && version !== undefined) return { version };
  const reason = /^\w*Error: (.+)$/m.exec(result.stderr)?.[1];
  return { problem: reason ?? `it ended with exit code ${result.code ?? 'none'}` };
}
