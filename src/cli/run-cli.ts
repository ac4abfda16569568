import { Command, CommanderError } from 'commander';
import { explainDiskError } from '../artifacts/explain-disk-error.js';
import { exitCodes, MlxError, nearestWord } from '../errors/index.js';
import { errorJson } from '../ui/error-json.js';
import { exitCodeOf, renderError } from '../ui/render-error.js';
import { colourWanted } from '../ui/style.js';
import { commands } from './commands/index.js';
import type { CommonOptions } from './common-options.js';
import type { Context } from './context.js';
import { ExitWith } from './exit-with.js';
import { usageError } from './usage-error.js';

/** Runs one command line and returns its exit code. Never throws, never exits. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  const program = buildProgram(context);
  let active: Command = program;
  program.hook('preAction', (_program, action) => {
    active = action;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      return await endOf(explainDiskError(error), active.optsWithGlobals(), context);
    }
    if (error.exitCode === 0) return exitCodes.ok.code;
    return await endOfParsing(error, { args, program, context });
  }
}

/** The whole command line, as commander knows it. */
export function buildProgram(context: Context): Command {
  const program = new Command('mlx')
    .description('From raw data to a served model with one file, mlx.yaml')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ minWidthToWrap: 12 })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Worded by `usageError` instead, as every failure is.
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
    })
    .addHelpText('after', groupsHelp);
  for (const create of commands) {
    const command = create(context);
    program.addCommand(command, { hidden: hidden.includes(command.name()) });
  }
  inheritSettings(program);
  return program;
}

const hidden = ['job'];

/** Commander does so by itself only for commands that it made. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    command.description(flowing(command.description()));
    inheritSettings(command);
  }
}

/** Lines end where the terminal does, not where the source did; paragraphs and lists stay. */
function flowing(text: string): string {
  return text.replaceAll(/(?<!\n)\n(?![\n\s-])/g, ' ');
}

const groupsHelp = `
Start here:
  $ mlx init my-project --template churn     scaffold a project that runs at once
  $ mlx init --from data.csv --target price  write mlx.yaml for your own data
  $ mlx run                                  do everything the project asks for
  $ mlx explain train                        what a setting means

Exit codes: ${Object.values(exitCodes)
  .map(({ code, name }) => `${code} ${name}`)
  .join(' · ')}
`;

async function endOf(
  error: unknown,
  options: CommonOptions & { readonly project?: string },
  context: Context,
): Promise<number> {
  if (error instanceof ExitWith) return error.exitCode;
  if (context.signal.aborted) {
    const { code, name } = exitCodes.interrupted;
    if (options.json === true) writeError(interruption(), context);
    context.stderr.write(`exit ${code} (${name})\n`);
    return code;
  }
  if (options.json === true) writeError(error, context);
  const colour = colourWanted(
    context.environment,
    context.stderr.isTTY === true,
    options.color === false ? false : undefined,
  );
  const { columns } = context.stderr;
  const verbose = options.verbose === true;
  const look = columns === undefined ? { colour, verbose } : { colour, verbose, columns };
  if (context.environment['GITHUB_ACTIONS'] === 'true') {
    const { annotationsOfError } = await import('./checks/github-actions.js');
    context.stderr.write(annotationsOfError(error, options, context));
  }
  context.stderr.write(renderError(error, look));
  return exitCodeOf(error);
}

function writeError(error: unknown, context: Context): void {
  context.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`);
}

function interruption(): MlxError {
  return new MlxError('run/interrupted', 'mlx was stopped by Ctrl-C or SIGTERM', {
    hints: ['Run it again: what was finished is not done again'],
  });
}

interface ParsedLine {
  readonly args: readonly string[];
  readonly program: Command;
  readonly context: Context;
}

async function endOfParsing(
  error: CommanderError,
  { args, program, context }: ParsedLine,
): Promise<number> {
  if (error.code === 'commander.help') {
    const { code, name } = exitCodes.usage;
    context.stderr.write(`\nexit ${code} (${name})\n`);
    return code;
  }
  const options = {
    json: args.includes('--json'),
    ...(args.includes('--no-color') && { color: false }),
  };
  const failure = unknownSubcommand(args, program) ?? usageError(error, commandsOf(args, program));
  return endOf(failure, options, context);
}

/** A word that commander handed to the subcommand which is meant when none is named: `mlx runs nonsense`. */
function unknownSubcommand(args: readonly string[], program: Command): MlxError | undefined {
  const [group, ...deeper] = commandsOf(args, program);
  const { commands: known = [] } = program.commands.find((each) => each.name() === group) ?? {};
  const meant = deeper.length > 0 ? undefined : known.find((each) => each.args.length > 0);
  const word = meant?.args.find((arg) => !arg.startsWith('-'));
  if (group === undefined || meant === undefined || word === undefined) return undefined;
  if (meant.registeredArguments.length > 0) return undefined; // It takes such words.
  const names = known.map((each) => each.name());
  return new MlxError('usage/unknown-name', `\`${word}\` is not a command of \`mlx ${group}\``, {
    hints: [...didYouMean(word, names), `Use one of: ${names.join(', ')}`],
  });
}

function didYouMean(word: string, names: readonly string[]): string[] {
  const nearest = nearestWord(word, names);
  return nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`];
}

/** The names of the command and subcommand that were asked for, as far as they are known. */
function commandsOf(args: readonly string[], program: Command): string[] {
  const [word, ...rest] = args.filter((arg) => !arg.startsWith('-'));
  const found = program.commands.find((command) => command.name() === word);
  return found === undefined ? [] : [found.name(), ...commandsOf(rest, found)];
}
