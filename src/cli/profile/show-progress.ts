import { openReporter, reporterMode } from '../../ui/open-reporter.js';
import { colourWanted } from '../../ui/style.js';
import { unicodeWanted } from '../../ui/symbols.js';
import type { CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import type { EmitOf } from './profiled-data.js';

/** Shows how far some work is while it lasts: a bar on a terminal, a line now and then elsewhere. */
export async function showingProgress<Result>(
  options: CommonOptions,
  { stderr, environment }: Context,
  work: (emitOf: EmitOf) => Promise<Result>,
): Promise<Result> {
  const isTTY = stderr.isTTY === true;
  const wish = { progress: 'auto', isTTY, env: environment, severalStages: false } as const;
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
