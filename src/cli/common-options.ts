import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** Options of every command that reads a project. */
export interface ProjectOptions extends CommonOptions {
  readonly project: string;
  readonly env: readonly string[];
  readonly set: readonly string[];
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document on stdout')
    .option('-q, --quiet', 'print results and errors only')
    .option('-v, --verbose', 'print more, and stacks of errors')
    .option('--no-color', 'print without colour (as does NO_COLOR)')
    .addOption(new Option('--color').hideHelp());
}

export function addProjectOptions(command: Command): Command {
  return addCommonOptions(
    command
      .option('-p, --project <file>', 'project file', 'mlx.yaml')
      .addOption(repeatable('--env <name>', 'overlay of the project to apply (repeatable)'))
      .addOption(repeatable('--set <path=value>', 'setting to override (repeatable)')),
  );
}

/** Reads an option value as a number of at least 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}

/** An option that may be given several times; its values come as a list. */
export function repeatable(flags: string, description: string): Option {
  const collect = (value: string, before: readonly string[]): readonly string[] => [
    ...before,
    value,
  ];
  return new Option(flags, description).default([], 'none').argParser(collect);
}

/** Reads an option value as a number of at least 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number of at least 0.');
}

/** Reads an option value as the number of a port. */
export function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value <= 65535) return value;
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}

/** An option that only mlx itself uses. */
export function hiddenOption(flags: string): Option {
  return new Option(flags).hideHelp();
}
