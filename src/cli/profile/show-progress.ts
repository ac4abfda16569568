import { openReporter, type ReporterWish, reporterMode } from '../../ui/open-reporter.js';
import { colourWanted } from '../../ui/style.js';
import { unicodeWanted } from '../../ui/symbols.js';
import type { CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import type { EmitOf } from './profiled-data.js';

/** What decides how progress is shown. */
export type ShownOptions = CommonOptions & Partial<Pick<ReporterWish, 'progress'>>;

/** Shows how far some work is while it lasts: a bar on a terminal, a line now and then elsewhere. */
export async function showingProgress<Result>(
  options: ShownOptions,
  { stderr, environment }: Context,
  work: (emitOf: EmitOf) => Promise<Result>,
): Promise<Result> {
  const isTTY = stderr.isTTY === true;
  const { progress = 'auto' } = options;
  const wish = { progress, isTTY, env: environment, severalStages: false };
  const reporter = await openReporter({
    mode: options.quiet === true ? 'quiet' : reporterMode(wish),
    stream: stderr,
    colour: colourWanted(environment, isTTY, options.color === false ? false : undefined),
    unicode: unicodeWanted(environment),
  });
  try {
    return await work((stage) => (event) => reporter.event({ type: 'stage-event', stage, event }));
  } finally {
    await reporter.close();
  }
}
