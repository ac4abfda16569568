import { fstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/run-cli.js';
import { mlxVersion } from './contracts/version.js';

const installation = dirname(dirname(fileURLToPath(import.meta.url)));

const interrupt = new AbortController();
const stop = (): void => {
  // The first signal ends the work in order; a second one ends it at once.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('SIGHUP', stop);
// A closed pipe, as in `mlx runs list | head -1`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// The client of S3 would print, on every use, that it will drop this version of Node one day.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const input = { used: false };
process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  // Only opened by a command that reads it: an open standard input keeps a process alive.
  get stdin() {
    input.used = true;
    return process.stdin;
  },
  get hasInput() {
    return isConnected(0);
  },
  environment: process.env,
  signal: interrupt.signal,
  self: [process.execPath, join(installation, 'bin', 'mlx.js')],
  installation,
  version: mlxVersion,
  setEnvironment: (name, value) => {
    process.env[name] = value;
  },
});
if (input.used) process.stdin.destroy();
// What was interrupted may have left timers or sockets behind, such as those of a module of the user's own.
if (interrupt.signal.aborted) process.exit();

/** Whether a descriptor is a pipe, a socket or a file. */
function isConnected(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isFIFO() || found.isFile() || found.isSocket();
  } catch {
    return false;
  }
}
