import { MlxError } from '../../errors/index.js';
import {
  type CommandOptions,
  type CommandResult,
  type Environment,
  type RunCommand,
  runCommand,
} from './run-command.js';

export interface ToolOptions {
  readonly run?: RunCommand;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
}

/** A program the installation needs, and the Debian packages that bring it. */
interface Tool {
  readonly name: string;
  readonly packages: string;
}

const tools = {
  npm: { name: 'npm', packages: 'npm' },
  python: { name: 'python3', packages: 'python3 python3-pip' },
  compiler: { name: 'g++', packages: 'g++' },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof tools;

/** Runs a tool to its end, whatever that is. Throws `compute/tool-missing` when it is not there. */
export async function runTool(
  tool: ToolName,
  args: readonly string[],
  { run = runCommand, ...options }: ToolOptions & CommandOptions,
): Promise<CommandResult> {
  const result = await run(tools[tool].name, args, options);
  if (result.missing) throw toolMissing(tools[tool]);
  if (result.stderr.includes('No module named pip'))
    throw toolMissing({ name: 'pip', packages: 'python3-pip' });
  return result;
}

/** As `runTool`, but failing is `compute/install-failed`: what was being done, and the last lines the tool printed. */
export async function runToolWell(
  tool: ToolName,
  args: readonly string[],
  { purpose, ...options }: ToolOptions & CommandOptions & { readonly purpose: string },
): Promise<CommandResult> {
  const result = await runTool(tool, args, options);
  if (result.code === 0) return result;
  const lastLines = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-5).join('\n');
  throw new MlxError('compute/install-failed', `${purpose} failed:\n${lastLines}`, {
    hints: [
      'Check that this machine reaches the npm and pip registries, or their mirrors',
      'Use `backend: wasm`, which needs nothing native',
    ],
  });
}

function toolMissing({ name, packages }: Tool): MlxError {
  return new MlxError(
    'compute/tool-missing',
    `\`${name}\` is needed to install the native backend, and is not there`,
    {
      hints: [
        `Install it: \`apt-get install ${packages}\``,
        'Or use `backend: wasm`, which needs nothing native',
      ],
    },
  );
}
