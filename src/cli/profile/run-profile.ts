import { relative, resolve } from 'node:path';
import type { Profile } from '../../data/profile/profile.js';
import { MlxError } from '../../errors/index.js';
import { columnTerminal } from '../../reports/profile/column-terminal.js';
import { driftTerminal } from '../../reports/profile/drift-terminal.js';
import type { ProfileLook } from '../../reports/profile/profile-look.js';
import { profileTerminal } from '../../reports/profile/profile-terminal.js';
import { symbolsFor, unicodeWanted } from '../../ui/symbols.js';
import { flowText } from '../../ui/text-width.js';
import type { Context } from '../context.js';
import { outStyle, writeJson } from '../output.js';
import { openSession } from '../session.js';
import { compareData } from './compare-data.js';
import type { ProfileOptions } from './profile-options.js';
import { profileOf, requireColumn, withDataFile } from './profiled-data.js';
import { projectPlan } from './project-plan.js';
import { profileOfProject } from './project-profile.js';
import { showingProgress } from './show-progress.js';
import { profilePage, profileSchema, writeProfilePage } from './write-profile.js';

/** Looks at a file or at the project's data and shows what it found. */
export async function profile(
  data: string | undefined,
  options: ProfileOptions,
  context: Context,
): Promise<void> {
  refuseMixture(data, options);
  if (options.against !== undefined) {
    await compare(data, options.against, { options, context });
    return;
  }
  const { title, dir, found } =
    data === undefined ? await ofProject(options, context) : await ofFile(data, options, context);
  if (options.column !== undefined) {
    requireColumn(
      options.column,
      found.columns.map(({ name }) => name),
    );
  }
  const page = await pageFor(title, found, { options, context, dir });
  if (options.json === true) {
    writeJson(context, profileSchema, { data: title, ...found });
    return;
  }
  print({ title, found }, options, context);
  if (page !== undefined)
    context.stdout.write(`\n${outStyle(context, options).bold('report')}  ${page}\n`);
}

interface World {
  readonly options: ProfileOptions;
  readonly context: Context;
}

async function compare(data: string | undefined, against: string, world: World): Promise<void> {
  const { before, now, drift } = await compareData(data, against, world);
  const { options, context } = world;
  if (options.json === true) writeJson(context, 'mlx.drift/1', { before, now, ...drift });
  else {
    const look = lookOf(options, context);
    context.stdout.write(flowText(driftTerminal({ before, now }, drift, look), look.columns));
  }
}

interface Found {
  readonly title: string;
  /** The folder the page is written below. */
  readonly dir: string;
  readonly found: Profile;
}

async function ofProject(options: ProfileOptions, context: Context): Promise<Found> {
  const session = await openSession(options, context);
  const plan = await projectPlan(session, options, context);
  const { signal } = context;
  const found = await showingProgress(options, context, (emitOf) =>
    profileOfProject(session, plan, {
      ...{ signal, emit: emitOf('profile') },
      ...(options.force !== undefined && { force: options.force }),
    }),
  );
  return { title: session.project.name, dir: session.project.dir, found };
}

async function ofFile(path: string, options: ProfileOptions, context: Context): Promise<Found> {
  const { cwd: dir, signal } = context;
  const { source, target } = options;
  const found = await showingProgress(options, context, (emitOf) =>
    withDataFile({ path, dir, source, target, signal, emit: emitOf('ingest') }, (table) =>
      profileOf(table, { signal, emit: emitOf('profile') }),
    ),
  );
  return { title: path, dir, found };
}

/** Writes the page where the user wants it; gives its path as the user may type it. */
async function pageFor(
  title: string,
  found: Profile,
  { options, context, dir }: { options: ProfileOptions; context: Context; dir: string },
): Promise<string | undefined> {
  const { html } = options;
  if (html === undefined) return undefined;
  const file = html === true ? resolve(dir, profilePage) : resolve(context.cwd, html);
  await writeProfilePage(file, title, found);
  return relative(context.cwd, file);
}

function print(
  { title, found }: Pick<Found, 'title' | 'found'>,
  options: ProfileOptions,
  context: Context,
): void {
  const { stdout } = context;
  const look = lookOf(options, context);
  const column = found.columns.find(({ name }) => name === options.column);
  const text =
    column === undefined
      ? profileTerminal(title, found, look)
      : columnTerminal(column, found, look);
  stdout.write(flowText(text, look.columns));
}

/** A pipe gets everything, uncut; a terminal what fits. */
function lookOf(options: ProfileOptions, context: Context): ProfileLook {
  const { stdout, environment } = context;
  return {
    style: outStyle(context, options),
    symbols: symbolsFor(unicodeWanted(environment) || stdout.isTTY !== true),
    ...(stdout.isTTY === true && stdout.columns !== undefined && { columns: stdout.columns }),
  };
}

function refuseMixture(data: string | undefined, { target, source }: ProfileOptions): void {
  if (data !== undefined || (target === undefined && source.length === 0)) return;
  const option = target === undefined ? '--source' : '--target';
  throw new MlxError('usage/bad-option', `\`${option}\` goes with a data file`, {
    hints: [
      `Name the file: \`mlx profile data.csv ${option} …\``,
      "The project's own settings say so for its data",
    ],
  });
}
