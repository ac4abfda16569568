import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answersFor } from './answering.js';
import { chooseModel } from './choose-model.js';
import { canStream } from './output-names.js';
import { noModel, Refusal } from './refusal.js';
import type { Serving } from './serving.js';
import { versionHeader } from './serving.js';

/**
 * Answers rows that stream in as JSON lines with one JSON line each, in order, as they come. A line that cannot be used gets an
 * `error` in its place, and the stream goes on. The client's speed sets the pace: what it does not read is not worked out.
 */
export function streamAnswers(
  serving: Serving & { readonly longestLine: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const model = serving.models.main.current;
  if (model === undefined) throw noModel();
  if (!canStream(model.predictor.signature.task)) {
    throw new Refusal(415, 'A forecast is asked with all its rows together, not line by line', {
      hint: 'Send them as a list, with `content-type: application/json`',
    });
  }
  const chosen = chooseModel(serving.models, request, []);
  reply.header(versionHeader, chosen.predictor.version).type('application/x-ndjson');
  const source = request.body as AsyncIterable<Buffer>;
  return reply.send(Readable.from(answers(serving, request, source)));
}

interface Line {
  readonly row?: unknown;
  readonly error?: string;
}

async function* answers(
  serving: Serving & { readonly longestLine: number },
  request: FastifyRequest,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<string> {
  let at = 0;
  for await (const lines of linesOf(source, serving.longestLine)) {
    // The model of the moment: a stream that runs for hours goes on with the version that is swapped in.
    const model = chooseModel(serving.models, request, []);
    const rows = lines.filter(({ error }) => error === undefined).map(({ row }) => row);
    const together = await tryAll(serving, model, rows);
    let next = 0;
    let text = '';
    for (const line of lines) {
      const answer =
        line.error === undefined
          ? (together?.[next++] ?? (await one(serving, model, { request, row: line.row })))
          : line;
      if ('error' in answer) text += `${JSON.stringify({ line: at + 1, ...answer })}\n`;
      else {
        text += `${JSON.stringify(answer)}\n`;
        const { version } = model.predictor;
        serving.predictions?.predicted(request.id, [line.row], {
          ...{ version, predictions: [answer], first: at },
        });
      }
      at += 1;
    }
    serving.metrics.predicted(model.predictor.version, rows.length);
    yield text;
  }
}

/** The answers for some lines at once, or undefined when one of them cannot be used. */
async function tryAll(
  { answering }: Serving,
  model: Parameters<typeof answersFor>[1],
  rows: readonly unknown[],
): Promise<readonly object[] | undefined> {
  try {
    return await answersFor(answering, model, rows);
  } catch {
    return undefined;
  }
}

async function one(
  { answering }: Serving,
  model: Parameters<typeof answersFor>[1],
  { request, row }: { readonly request: FastifyRequest; readonly row: unknown },
): Promise<object> {
  try {
    const [answer] = await answersFor(answering, model, [row]);
    return answer ?? { error: 'There is no answer' };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.message, ...error.more };
    request.visit.failed(error);
    return { error: 'The server could not answer; its log says why' };
  }
}

const linesAtOnce = 256;

/** Lines as they arrive, some at a time. A line longer than `longest` characters becomes an error. */
async function* linesOf(
  source: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let skipping = false;
  for await (const chunk of source) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    // What ends a line that was too long has been answered.
    if (skipping && parts.length > 0) {
      parts.shift();
      skipping = false;
    }
    const texts = parts.filter((part) => part.trim() !== '');
    if (rest.length > longest) {
      if (!skipping) texts.push(rest);
      [rest, skipping] = ['', true];
    }
    yield* parsedInParts(texts, longest);
  }
  rest += decoder.decode();
  if (!skipping && rest.trim() !== '') yield [parsed(rest, longest)];
}

function* parsedInParts(texts: readonly string[], longest: number): Generator<readonly Line[]> {
  for (let from = 0; from < texts.length; from += linesAtOnce) {
    yield texts.slice(from, from + linesAtOnce).map((text) => parsed(text, longest));
  }
}

function parsed(text: string, longest: number): Line {
  if (text.length > longest) return { error: 'The line is longer than this server takes' };
  try {
    return { row: JSON.parse(text) as unknown };
  } catch {
    return { error: 'The line is not JSON' };
  }
}
