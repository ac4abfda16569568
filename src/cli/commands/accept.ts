import { relative } from 'node:path';
import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';

export function acceptCommand(context: Context): Command {
  return addProjectOptions(new Command('accept'))
    .summary('take the data as it is now for what it is to be like')
    .description(
      'Ingests the data if need be and writes its columns, types and distributions into the lockfile beside the\nproject (`mlx.lock.yaml`). Commit that file: data that differs from it stops every later run.',
    )
    .addHelpText('after', '\nExample:\n  $ mlx accept && git add mlx.lock.yaml')
    .action((options: ProjectOptions) => accept(options, context));
}

/** The command without its parser. */
async function accept(options: ProjectOptions, context: Context): Promise<void> {
  const [{ openSession }, { runStages }, { pointingAtSettings }, { acceptTable }] =
    await Promise.all([
      import('../session.js'),
      import('../run-stages.js'),
      import('../point-at-setting.js'),
      import('../../stages/accept-table.js'),
    ]);
  const [{ lockFileOf }, { outStyle, writeJson }] = await Promise.all([
    import('../../stages/data-lock.js'),
    import('../output.js'),
  ]);
  const session = await openSession(options, context);
  const { project, store } = session;
  const { plan } = await pointingAtSettings(project, () =>
    runStages(
      { goal: 'ingest', command: 'accept' },
      { ...options, progress: 'auto', ungated: true },
      { session, context },
    ),
  );
  const { fingerprint = '' } = plan.at(-1) ?? {};
  const { table, changes } = await acceptTable(
    store.pathOf('ingest', fingerprint as never),
    project,
    context.signal,
  );
  const file = relative(context.cwd, lockFileOf(project));
  if (options.json === true) {
    const { rows, columns } = table;
    writeJson(context, 'mlx.accept/1', {
      ...{ file, rows, columns: columns.length },
      changes: changes.map(({ kind, column, message }) => ({ kind, column, message })),
    });
    return;
  }
  if (options.quiet === true) return;
  const style = outStyle(context, options);
  for (const { sign, text } of changes.flatMap(({ lines }) => lines)) {
    context.stdout.write(`${style[sign === '+' ? 'green' : 'red'](`${sign} ${text}`)}\n`);
  }
  context.stdout.write(`${style.bold('accepted'.padEnd(10))}${file}\n`);
}
