import type { Command } from 'commander';

/** A command that does something, with the long flags it knows. */
export interface CommandPath {
  readonly path: string;
  readonly options: readonly string[];
}

/** Every command of a program that is not only a group of others. */
export function commandPaths(command: Command, above: readonly string[] = []): CommandPath[] {
  return command.commands.flatMap((each) => {
    const names = [...above, each.name()];
    const options = each.options.map(({ long }) => long ?? '');
    const isGroup = each.commands.length > 0 && options.length === 0;
    return [...(isGroup ? [] : [{ path: names.join(' '), options }]), ...commandPaths(each, names)];
  });
}
