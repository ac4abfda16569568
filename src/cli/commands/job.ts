import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { JobMessage } from '../../pipeline/job-protocol.js';
import type { JobSpec } from '../../pipeline/stage.js';
import type { Context } from '../context.js';

/** What a target runs on its side: one stage from a job file, spoken of in JSON lines. */
export function jobCommand(context: Context): Command {
  return new Command('job')
    .summary('run one stage from a job file (used by targets)')
    .argument('<file>', 'job file')
    .action((file: string) => job(file, context));
}

async function job(file: string, context: Context): Promise<void> {
  const [{ jobs }, { measureUsage }, { machineOf }, { toWire }] = await Promise.all([
    import('../../stages/index.js'),
    import('../../pipeline/measure-usage.js'),
    import('../session.js'),
    import('../../pipeline/job-protocol.js'),
  ]);
  const spec = JSON.parse(await readFile(file, 'utf8')) as JobSpec;
  const say = (message: JobMessage): void => {
    context.stdout.write(`${JSON.stringify(message)}\n`);
  };
  const abandoned = new AbortController();
  const signal = AbortSignal.any([context.signal, abandoned.signal]);
  void whenClosed(context.stdin).then(() => abandoned.abort());
  try {
    const { result, usage } = await measureUsage(() =>
      jobs.get(spec.stage).run({
        ...spec,
        signal,
        emit: (event) => say({ type: 'event', event }),
        machine: machineOf(context),
      }),
    );
    say({ type: 'done', result, usage });
  } catch (error) {
    say({ type: 'failed', error: toWire(error) });
  }
}

/** Resolves when nobody is at the other end any more. */
async function whenClosed(stdin: Context['stdin']): Promise<void> {
  for await (const _chunk of stdin) continue;
}
