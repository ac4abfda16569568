import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Json } from '../../contracts/json.js';
import type { JobMessage, ParentMessage } from '../../pipeline/job-protocol.js';
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
  const requests = new Requests();
  void hear(context.stdin, requests).finally(() => {
    requests.end();
    abandoned.abort();
  });
  try {
    const { result, usage } = await measureUsage(() =>
      jobs.get(spec.stage).run({
        ...spec,
        signal,
        emit: (event) => say({ type: 'event', event }),
        machine: machineOf(context),
        dialogue: { requests, answer: (answer) => say({ type: 'answer', answer }) },
      }),
    );
    say({ type: 'done', result, usage });
  } catch (error) {
    say({ type: 'failed', error: toWire(error) });
  }
}

/** Takes what is said, line by line; resolves when nobody is at the other end any more. */
async function hear(stdin: Context['stdin'], requests: Requests): Promise<void> {
  let rest = '';
  for await (const chunk of stdin) {
    const lines =
      `${rest}${typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line) as ParentMessage;
      if (message.type === 'request') requests.add(message.request);
      else requests.end();
    }
  }
}

/** What was asked and not yet taken, in its order. */
class Requests implements AsyncIterable<Json> {
  readonly #waiting: Json[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  add(request: Json): void {
    this.#waiting.push(request);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Json> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift() as Json;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
