import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MlxError } from '../errors/index.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { findPackage } from './find-package.js';
import { writeJson } from './output.js';
import { type Measured, putUnderLoad } from './serving/load.js';
import { loadSettings } from './serving/load-settings.js';

/** What to measure. */
export interface BenchOptions extends ProjectOptions {
  readonly url?: string;
  readonly package?: string;
  readonly alias?: string;
  readonly workers?: number;
  readonly rows: number;
  readonly connections: number;
  readonly seconds: number;
  readonly key?: string;
}

/** Puts a server under load and tells how it bore it. Throws `bench/no-server` when nobody answers as a server of mlx does. */
export async function bench(options: BenchOptions, context: Context): Promise<void> {
  const served = options.url === undefined ? await startServer(options, context) : undefined;
  try {
    const base = (options.url ?? served?.url ?? '').replace(/\/+$/, '');
    const headers = headersWith(options.key);
    const row = await exampleRow(base, headers);
    const body = JSON.stringify(
      options.rows === 1 ? row : Array.from({ length: options.rows }, () => row),
    );
    const load = { url: `${base}/predict`, body, headers, connections: options.connections };
    const { signal } = context;
    await putUnderLoad({ ...load, seconds: Math.min(2, options.seconds), signal });
    const measured = await putUnderLoad({ ...load, seconds: options.seconds, signal });
    const memoryMb = await memoryOf(base, headers);
    const { price } = await loadSettings(options, context);
    const rowsPerSecond = measured.perSecond * options.rows;
    const usdPerThousand = costOfThousand(price?.usd_per_hour, rowsPerSecond);
    const facts = { url: base, rows: options.rows, connections: options.connections };
    const result = { ...facts, ...measured, rowsPerSecond, memoryMb, usdPerThousand };
    if (options.json === true) writeJson(context, 'mlx.bench/1', result);
    else context.stdout.write(words(result, price?.as_of));
  } finally {
    await served?.stop();
  }
}

function headersWith(key: string | undefined): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
}

/** What 1,000 predictions cost at full load, in US dollars; null where nothing says so. */
function costOfThousand(usdPerHour: number | undefined, rowsPerSecond: number): number | null {
  if (usdPerHour === undefined || rowsPerSecond === 0) return null;
  return (usdPerHour / 3600 / rowsPerSecond) * 1000;
}

type Result = Measured & {
  readonly url: string;
  readonly rows: number;
  readonly connections: number;
  readonly rowsPerSecond: number;
  readonly memoryMb: number | null;
  readonly usdPerThousand: number | null;
};

function words(result: Result, asOf: string | undefined): string {
  const { perSecond, rowsPerSecond, p50, p95, p99, max, refused, lost, memoryMb } = result;
  const failures = [
    ...Object.entries(refused).map(([status, count]) => `${count} × ${status}`),
    ...(lost > 0 ? [`${lost} without an answer`] : []),
  ];
  const cost =
    result.usdPerThousand === null
      ? 'no price known (`cost.price`)'
      : `$${result.usdPerThousand.toPrecision(3)} for 1,000 predictions at full load (price of ${asOf ?? ''})`;
  const lines = [
    [
      'load',
      `${result.connections} connections, ${result.rows} ${result.rows === 1 ? 'row' : 'rows'} a request`,
    ],
    ['throughput', `${perSecond.toFixed(0)} requests/s · ${rowsPerSecond.toFixed(0)} rows/s`],
    [
      'time',
      `p50 ${p50.toFixed(1)} · p95 ${p95.toFixed(1)} · p99 ${p99.toFixed(1)} · max ${max.toFixed(1)} ms`,
    ],
    ['errors', failures.length === 0 ? 'none' : failures.join(', ')],
    ['memory', memoryMb === null ? 'not told' : `${memoryMb.toFixed(0)} MB`],
    ['cost', cost],
  ];
  return lines.map(([name = '', text = '']) => `${name.padEnd(11)} ${text}\n`).join('');
}

async function exampleRow(base: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${base}/signature`, { headers }).catch((cause: unknown) => {
    throw noServer(`Nobody answers at ${base}`, cause);
  });
  if (response.status === 401 || response.status === 403) {
    throw noServer(`The server at ${base} wants a key`);
  }
  const said = (await response.json().catch(() => ({}))) as { example?: { input?: unknown } };
  if (said.example?.input === undefined)
    throw noServer(`What answers at ${base} is no server of mlx`);
  return said.example.input;
}

/** Resident memory of all workers, where the server tells. */
async function memoryOf(base: string, headers: Record<string, string>): Promise<number | null> {
  const response = await fetch(`${base}/metrics`, { headers }).catch(() => undefined);
  if (response?.ok !== true) return null;
  const found = /^process_resident_memory_bytes (\S+)$/m.exec(await response.text());
  return found === null ? null : Number(found[1]) / 1e6;
}

function noServer(message: string, cause?: unknown): MlxError {
  return new MlxError('bench/no-server', message, {
    hints: [
      'Start one with `mlx serve`, or leave `--url` out',
      'Give its key with `--key` or MLX_API_KEY',
    ],
    ...(cause !== undefined && { cause }),
  });
}

/** A server of its own, on loopback and a free port, that ends with the measurement. */
async function startServer(
  options: BenchOptions,
  context: Context,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = await findPackage(options, context);
  const [program = '', ...before] = context.self;
  const { project, env, set, workers } = options;
  const args = [
    ...before,
    'serve',
    '--project',
    project,
    '--package',
    folder,
    '--port',
    '0',
    '--json',
  ]
    .concat(
      env.flatMap((name) => ['--env', name]),
      set.flatMap((each) => ['--set', each]),
    )
    .concat(workers === undefined ? [] : ['--workers', String(workers)]);
  const child = spawn(program, args, {
    ...{ cwd: context.cwd, env: { ...context.environment } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += line;
    if (line === '}') break;
  }
  const { url } = (said === '' ? {} : JSON.parse(said)) as { url?: string };
  if (url === undefined) throw noServer(`The package cannot be served:\n${errors}`);
  child.stdout.resume();
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
