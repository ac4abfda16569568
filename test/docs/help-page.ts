import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/run-cli.js';

/** The help of every command, as the terminal shows it. */
export function helpPage(): string {
  const program = buildProgram({
    cwd: '/',
    stdout: { write: () => true, columns: 100 },
    stderr: { write: () => true, columns: 100 },
    stdin: {
      [Symbol.asyncIterator]: () => {
        throw new Error('help reads nothing');
      },
    },
    hasInput: false,
    environment: {},
    signal: new AbortController().signal,
    self: [],
    installation: '/',
    version: '0.0.0',
    setEnvironment: () => undefined,
  });
  const visible = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  const sections = visible.flatMap((command) => [command, ...command.commands]).map(section);
  const intro = '<!-- Generated from the code by `npm test -- -u`; do not edit. -->';
  return `${['# Commands', intro, ...sections].join('\n\n')}\n`;
}

function section(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  const above = command.parent?.name() === 'mlx' ? '' : `${command.parent?.name() ?? ''} `;
  return `## mlx ${above}${command.name()}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``;
}
