import { Command, Option } from 'commander';
import {
  addProjectOptions,
  type ProjectOptions,
  repeatable,
  wholeNumber,
} from '../common-options.js';
import type { Context } from '../context.js';
import type { CollectOptions } from '../registry/collect-versions.js';
import type { ExportOptions } from '../registry/copy-versions.js';
import type { PromoteOptions } from '../registry/promote-version.js';
import type { PushOptions } from '../registry/push-to-mlflow.js';

const versionNames = '`v3`, an alias, `latest`, or how the version of its package begins';

export function registryCommand(context: Context): Command {
  const registry = new Command('registry')
    .summary('versions of models, and the aliases that point at them')
    .description(
      'Versions, and the aliases that point at them, in a folder or a bucket: there is no server. A version never changes; an alias\nmoves, and its history keeps every move: when, who, from what to what, why.',
    );
  const commands = [
    listCommand,
    showCommand,
    historyCommand,
    promoteCommand,
    diffCommand,
    addCommand,
    tagCommand,
    noteCommand,
    exportCommand,
    importCommand,
    pushCommand,
    gcCommand,
  ];
  for (const [index, create] of commands.entries()) {
    registry.addCommand(create(context), { isDefault: index === 0 });
  }
  return registry;
}

function listCommand(context: Context): Command {
  return addProjectOptions(new Command('list'))
    .summary('list versions, newest first')
    .addOption(repeatable('--tag <tag>', 'that have a tag (repeatable)'))
    .addOption(
      repeatable('--metric <name>', 'figures to show; default: the first two (repeatable)'),
    )
    .option('--all', 'those too whose package was removed')
    .action(
      async (
        options: ProjectOptions & {
          readonly tag: readonly string[];
          readonly metric: readonly string[];
          readonly all?: boolean;
        },
      ) => {
        const { listVersions } = await import('../registry/list-versions.js');
        await listVersions(options, context);
      },
    );
}

function showCommand(context: Context): Command {
  return addProjectOptions(new Command('show'))
    .summary('show a version: what it measured, and the way back to its sources')
    .argument('[version]', `${versionNames}; default: the newest`, 'latest')
    .action(async (version: string, options: ProjectOptions) => {
      const { showVersion } = await import('../registry/show-version.js');
      await showVersion(version, options, context);
    });
}

function historyCommand(context: Context): Command {
  return addProjectOptions(new Command('history'))
    .summary('every move of an alias, newest first')
    .argument('[alias]', 'the alias; default: all of them')
    .action(async (alias: string | undefined, options: ProjectOptions) => {
      const { showHistory } = await import('../registry/show-history.js');
      await showHistory(alias, options, context);
    });
}

function promoteCommand(context: Context): Command {
  return addProjectOptions(new Command('promote'))
    .summary('point an alias at a version')
    .description(
      'Points an alias at a version, and says so in its history. Servers that follow the alias swap to it. With `--expect` the\nalias moves only from there, so that two people at once cannot undo each other. `mlx deploy` tries a package first.',
    )
    .argument('<version>', versionNames)
    .option('--to <alias>', 'the alias to move; default: that of the deployment')
    .option('-m, --message <reason>', 'reason, for the history', 'promoted')
    .option('--expect <version>', 'move it only if it points there now; `none`: nowhere')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx registry promote v4 --expect v3 -m "better recall on new customers"
  $ mlx registry promote latest --to staging`,
    )
    .action(async (version: string, options: PromoteOptions) => {
      const { promoteVersion } = await import('../registry/promote-version.js');
      await promoteVersion(version, options, context);
    });
}

function diffCommand(context: Context): Command {
  return addProjectOptions(new Command('diff'))
    .summary('what differs between two versions')
    .argument('<before>', versionNames)
    .argument('<now>', versionNames)
    .addHelpText('after', '\nExample:\n  $ mlx registry diff production latest')
    .action(async (before: string, now: string, options: ProjectOptions) => {
      const { diffVersions } = await import('../registry/diff-versions.js');
      await diffVersions([before, now], options, context);
    });
}

function addCommand(context: Context): Command {
  return addProjectOptions(new Command('add'))
    .summary('give a package a version without deploying it')
    .argument('[package]', 'folder of the package; default: the newest of the project')
    .action(async (folder: string | undefined, options: ProjectOptions) => {
      const { addPackage } = await import('../registry/copy-versions.js');
      await addPackage(folder, options, context);
    });
}

function tagCommand(context: Context): Command {
  return addProjectOptions(new Command('tag'))
    .summary('give a version tags, or take some away')
    .argument('<version>', versionNames)
    .argument('[tags...]', 'tags to add, with or without `+`')
    .addOption(repeatable('--remove <tag>', 'tag to take away (repeatable)'))
    .addHelpText('after', '\nExample:\n  $ mlx registry tag v3 +reviewed --remove draft')
    .action(
      async (
        version: string,
        add: readonly string[],
        options: ProjectOptions & { readonly remove: readonly string[] },
      ) => {
        const { tagVersion } = await import('../registry/label-version.js');
        await tagVersion(version, { add, remove: options.remove }, { options, context });
      },
    );
}

function noteCommand(context: Context): Command {
  return addProjectOptions(new Command('note'))
    .summary('write a note to a version')
    .argument('<version>', versionNames)
    .argument('<note>', 'one line; an empty one takes the note away')
    .addHelpText('after', '\nExample:\n  $ mlx registry note v3 "trained without the March data"')
    .action(async (version: string, note: string, options: ProjectOptions) => {
      const { noteVersion } = await import('../registry/label-version.js');
      await noteVersion(version, note, { options, context });
    });
}

function exportCommand(context: Context): Command {
  return addProjectOptions(new Command('export'))
    .summary('write a version with all that is said of it to one file')
    .argument('<version>', versionNames)
    .option(
      '-o, --out <path>',
      'what to write, which must not be there yet: an archive (`.tar.gz`), or a folder; default: NAME-v3.tar.gz',
    )
    .addHelpText('after', '\nExample:\n  $ mlx registry export production --out churn-v3.tar.gz')
    .action(async (version: string, options: ExportOptions) => {
      const { exportVersion } = await import('../registry/copy-versions.js');
      await exportVersion(version, options, context);
    });
}

function importCommand(context: Context): Command {
  return addProjectOptions(new Command('import'))
    .summary('add a version that was exported, or any package')
    .argument('<path>', 'what `mlx registry export` wrote, or the folder of a package')
    .action(async (folder: string, options: ProjectOptions) => {
      const { importVersion } = await import('../registry/copy-versions.js');
      await importVersion(folder, options, context);
    });
}

function pushCommand(context: Context): Command {
  return addProjectOptions(new Command('push'))
    .summary('tell an MLflow server of a version')
    .description(
      'Enters a version as a run with its figures, settings and files, and as a version of a registered model with the aliases it\nhas. The registry of mlx needs no such server and is not changed. A version that is there already only gets its aliases.',
    )
    .argument('<version>', versionNames)
    .option(
      '--mlflow <url>',
      'address of the server; default: `registry.mlflow`, then MLFLOW_TRACKING_URI',
    )
    .option('--experiment <name>', 'experiment of the run; default: the name of the project')
    .option('--model <name>', 'registered model; default: the name of the project')
    .addHelpText(
      'after',
      '\nExample:\n  $ mlx registry push production --mlflow http://127.0.0.1:5000',
    )
    .action(async (version: string, options: PushOptions) => {
      const { pushToMlflow } = await import('../registry/push-to-mlflow.js');
      await pushToMlflow(version, options, context);
    });
}

function gcCommand(context: Context): Command {
  return addProjectOptions(new Command('gc'))
    .summary('remove packages that nothing needs')
    .description(
      'Removes the packages of versions that no alias points at or ever has, that nobody has tagged or noted, that no other\nversion and no marked run needs. Their names, figures and past stay. Says what it keeps and why.',
    )
    .option('-n, --dry-run', 'say what it would do and do nothing')
    .addOption(
      new Option('--keep <count>', 'keep the newest so many in any case')
        .default(3)
        .argParser(wholeNumber),
    )
    .action(async (options: CollectOptions) => {
      const { collectVersions } = await import('../registry/collect-versions.js');
      await collectVersions(options, context);
    });
}
