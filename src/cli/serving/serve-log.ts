import type { AccessLog } from '../../delivery/serving/access.js';
import type { ServeSettings } from '../../project/project-schema.js';
import type { Context } from '../context.js';

/** Where a server writes what happens: one JSON object a line. */
export interface ServeLog extends AccessLog {
  readonly info: (facts: object, message: string) => void;
  readonly warn: (facts: object, message: string) => void;
  readonly failed: (error: unknown, message: string) => void;
}

/** A log on standard error. Whatever could hold a secret is left out by name, should it ever be logged. */
export async function serveLog(
  { level }: ServeSettings['log'],
  { stderr }: Pick<Context, 'stderr'>,
): Promise<ServeLog> {
  const { pino, stdTimeFunctions } = await import('pino');
  const secret = ['authorization', 'cookie', 'x-api-key'];
  const log = pino(
    {
      ...{ level, base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime },
      redact: { paths: [...secret, ...secret.map((name) => `*["${name}"]`)], remove: true },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void stderr.write(line) },
  );
  return {
    all: log.isLevelEnabled('info'),
    answered: ({ error, ...entry }) => {
      if (error === undefined) log.info(entry, 'answered');
      else log.error({ ...entry, err: error }, 'failed');
    },
    info: (facts, message) => log.info(facts, message),
    warn: (facts, message) => log.warn(facts, message),
    failed: (error, message) => log.error({ err: error }, message),
  };
}
