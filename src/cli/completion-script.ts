import type { Command } from 'commander';

interface Completable {
  /** Words of the command line that lead here, such as `runs show`. */
  readonly path: string;
  readonly summary: string;
  readonly subcommands: readonly Completable[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/** A script that completes commands and options, made from the program itself so that it cannot be out of date. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const tree = completableOf(program, []);
  const commands = flatten(tree);
  if (shell === 'bash') return bash(commands);
  return shell === 'zsh' ? zsh(commands) : fish(commands);
}

function completableOf(command: Command, above: readonly string[]): Completable {
  const help = command.createHelp();
  const names = above.length === 0 && command.parent === null ? [] : [...above, command.name()];
  return {
    path: names.join(' '),
    summary: help.subcommandDescription(command),
    subcommands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help')
      .map((each) => completableOf(each, names)),
    options: help
      .visibleOptions(command)
      .flatMap(({ long, description }) =>
        typeof long === 'string' ? [{ flag: long, description }] : [],
      ),
  };
}

function flatten(command: Completable): Completable[] {
  return [command, ...command.subcommands.flatMap(flatten)];
}

function lastWord({ path }: Completable): string {
  return path.split(' ').at(-1) ?? '';
}

function words(command: Completable): string {
  const names = command.subcommands.map(lastWord);
  return [...names, ...command.options.map(({ flag }) => flag)].join(' ');
}

function bash(commands: readonly Completable[]): string {
  const cases = commands.map((command) => `    "${command.path}") words="${words(command)}" ;;`);
  return `# bash completion for mlx: source <(mlx completion bash)
_mlx() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *) case " ${commands.map(({ path }) => path.replaceAll(' ', '_')).join(' ')} " in
           *" \${path:+\${path// /_}_}$word "*) path="\${path:+$path }$word" ;;
         esac ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _mlx mlx
`;
}

function zsh(commands: readonly Completable[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:');
  const cases = commands.map((command) => {
    const entries = [
      ...command.subcommands.map((each) => `'${quote(lastWord(each))}:${quote(each.summary)}'`),
      ...command.options.map(({ flag, description }) => `'${quote(flag)}:${quote(description)}'`),
    ];
    return `    '${command.path}') entries=(${entries.join(' ')}) ;;`;
  });
  return `#compdef mlx
# zsh completion for mlx
_mlx() {
  local path="" word entries
  local known=(${commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join(' ')})
  for word in \${words[2,CURRENT-1]}; do
    if (( \${known[(Ie)\${path:+$path }$word]} )); then path="\${path:+$path }$word"; fi
  done
  case "$path" in
${cases.join('\n')}
  esac
  _describe 'mlx' entries || _files
}
compdef _mlx mlx
`;
}

function fish(commands: readonly Completable[]): string {
  const quote = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const lines = commands.flatMap((command) => {
    const seen = command.path
      .split(' ')
      .filter(Boolean)
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    const own = command.subcommands.map(lastWord).join(' ');
    const condition = seen === '' ? '__fish_use_subcommand' : seen;
    const fresh =
      own === '' || seen === ''
        ? condition
        : `${condition}; and not __fish_seen_subcommand_from ${own}`;
    return [
      ...command.subcommands.map(
        (each) =>
          `complete -c mlx -f -n '${fresh}' -a ${lastWord(each)} -d '${quote(each.summary)}'`,
      ),
      ...command.options.map(
        ({ flag, description }) =>
          `complete -c mlx -n '${condition}' -l ${flag.slice(2)} -d '${quote(description)}'`,
      ),
    ];
  });
  return `# fish completion for mlx\n${lines.join('\n')}\n`;
}
