import type { RunEvent } from '../pipeline/events.js';
import type { Reporter, ReporterStream } from './reporter.js';

/** Name and version of the lines: additions keep the version, removals raise it. */
const runEventSchema = 'mlx.run-event/1';

/** One JSON document per line and event, each with its schema: for programs that follow a run. */
export function jsonReporter(stream: ReporterStream): Reporter {
  return {
    event(event: RunEvent) {
      stream.write(`${JSON.stringify({ schema: runEventSchema, ...event })}\n`);
    },
    close: () => undefined,
  };
}
