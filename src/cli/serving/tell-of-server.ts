import type { Context } from '../context.js';
import { writeJson } from '../output.js';
import type { LoadedSettings } from './load-settings.js';
import type { ServeOptions } from './serve-options.js';

/** Says where a server listens, what it serves, and when everybody may ask it. */
export function tellOfServer(
  { url, host, port }: { readonly url: string; readonly host: string; readonly port: number },
  version: string | null,
  world: {
    readonly options: ServeOptions;
    readonly context: Context;
    readonly loaded: LoadedSettings;
    readonly workers?: number;
  },
): void {
  const { options, context, loaded, workers } = world;
  if (isOpen(loaded) && !loopback.test(host)) {
    context.stderr.write(
      `warning: whoever reaches ${host} may ask, because \`serve.security\` has no keys\n`,
    );
  }
  if (options.json === true) writeJson(context, 'mlx.serve/1', { url, host, port, version });
  else if (options.quiet !== true) {
    const what =
      version ??
      (options.alias === undefined ? 'the package' : `the version of \`${options.alias}\``);
    const by = workers === undefined ? '' : ` with ${workers} workers`;
    context.stdout.write(`serving ${what} at ${url}${by}\nstop with Ctrl-C\n`);
  }
}

/** Whether the server asks nobody who they are. */
function isOpen({ settings }: LoadedSettings): boolean {
  const { keys, jwt, tls } = settings.security;
  return keys.length === 0 && jwt === undefined && tls?.client_ca === undefined;
}

const loopback = /^(127\.|localhost$|::1$|\[::1\]$)/;
