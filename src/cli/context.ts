/** Where text goes. A terminal also knows its size. */
interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The outside world, as the commands may see it. Tests pass their own. */
export interface Context {
  readonly cwd: string;
  /** Results: data that may be piped on. */
  readonly stdout: OutputStream;
  /** Talk: progress, warnings, errors. */
  readonly stderr: OutputStream;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  /** Whether a pipe or a file is connected to standard input, rather than a terminal or nothing. */
  readonly hasInput: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The command line that starts this mlx again. */
  readonly self: readonly string[];
  /** The folder mlx is installed in: templates and schemas lie below it. */
  readonly installation: string;
  readonly version: string;
  /** Sets an environment variable of this process, for libraries that read no other setting. */
  readonly setEnvironment: (name: string, value: string) => void;
}
