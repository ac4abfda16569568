import { jsonReporter } from './json-reporter.js';
import { plainReporter } from './plain-reporter.js';
import { isScreen, type Reporter, type ReporterLook, type ReporterStream } from './reporter.js';
import { styler } from './style.js';
import { symbolsFor } from './symbols.js';

/** `ink` and `bar` redraw and need a terminal; the others may go anywhere. */
export type ReporterMode = 'plain' | 'json' | 'ink' | 'bar' | 'quiet';

export interface ReporterOptions {
  readonly mode: ReporterMode;
  /** Progress is talk, not data: pass stderr unless there is a reason. */
  readonly stream: ReporterStream;
  readonly colour?: boolean;
  /** False draws with ASCII only; see `unicodeWanted`. */
  readonly unicode?: boolean;
  readonly verbose?: boolean;
  /** Milliseconds from any fixed moment; the system's monotonic clock unless a test brings its own. */
  readonly now?: () => number;
}

/**
 * Opens the reporter for a mode. What draws on terminals is loaded only when asked for, and gives way to plain
 * lines when the stream is none or too small.
 */
export async function openReporter(options: ReporterOptions): Promise<Reporter> {
  const { mode, stream } = options;
  const look = lookOf(options);
  switch (mode) {
    case 'plain':
      return plainReporter(stream, look);
    case 'json':
      return jsonReporter(stream);
    case 'ink': {
      if (!isScreen(stream)) return plainReporter(stream, look);
      const { inkReporter } = await import('./ink/ink-reporter.js');
      return inkReporter(stream, look);
    }
    case 'bar': {
      if (!isScreen(stream)) return plainReporter(stream, look);
      const { barReporter } = await import('./bar-reporter.js');
      return barReporter(stream, look);
    }
    case 'quiet':
      return { event: () => undefined, close: () => undefined };
  }
}

/** What decides the mode when the user did not. */
export interface ReporterWish {
  /** `--progress`. */
  readonly progress: 'auto' | 'tty' | 'plain' | 'json' | 'quiet';
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether more than one stage may run: a tree then says more than a bar. */
  readonly severalStages: boolean;
}

/** The mode for a wish: live only on a real terminal outside CI. */
export function reporterMode({ progress, isTTY, env, severalStages }: ReporterWish): ReporterMode {
  const live = severalStages ? 'ink' : 'bar';
  if (progress === 'tty') return live;
  if (progress !== 'auto') return progress;
  return isTTY && env['TERM'] !== 'dumb' && !isCi(env) ? live : 'plain';
}

function isCi(env: ReporterWish['env']): boolean {
  const named = ['GITHUB_ACTIONS', 'GITLAB_CI', 'TF_BUILD', 'BUILDKITE', 'JENKINS_URL'];
  if (named.some((name) => env[name])) return true;
  return env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
}

function lookOf(options: ReporterOptions): ReporterLook {
  return {
    style: styler(options.colour ?? false),
    symbols: symbolsFor(options.unicode ?? true),
    verbose: options.verbose ?? false,
    now: options.now ?? (() => performance.now()),
  };
}
