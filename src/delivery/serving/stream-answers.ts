import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseModel } from './choose-model.js';
import { canStream } from './output-names.js';
import { noModel, Refusal } from './refusal.js';
import { type Answered, answerRows, type Serving, versionHeader } from './serving.js';

/**
 * Answers rows that stream in as JSON lines with one JSON line each, in order, as they come. A line that cannot be used gets an
 * `error` in its place, and the stream goes on; where the model fails, what it falls back on answers. The client's speed sets the pace: what it does not read is not worked out.
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
  return reply.send(Readable.from(answers(serving, { request, reply })));
}

interface Line {
  readonly row?: unknown;
  readonly error?: string;
}

type Answer = Answered['predictions'][number];

/** An answer with the version that gave it, or what was wrong with its line. */
type LineAnswer =
  | { readonly version: string; readonly answer: Answer }
  | { readonly error: string };

async function* answers(
  serving: Serving & { readonly longestLine: number },
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): AsyncGenerator<string> {
  const source = request.body as AsyncIterable<Buffer>;
  let at = 0;
  for await (const lines of linesOf(source, serving.longestLine)) {
    const counts = new Map<string, number>();
    let text = '';
    for (const [line, answered] of await answeredLines(serving, request, lines)) {
      if ('error' in answered) text += `${JSON.stringify({ line: at + 1, ...answered })}\n`;
      else {
        const { version, answer } = answered;
        text += `${JSON.stringify(named(answer, version, reply))}\n`;
        counts.set(version, (counts.get(version) ?? 0) + 1);
        serving.predictions?.predicted(request.id, [line.row], {
          ...{ version, predictions: [answer], first: at },
        });
      }
      at += 1;
    }
    for (const [version, rows] of counts) serving.metrics.predicted(version, rows);
    yield text;
  }
}

/** The header says which version answers; a line says it when another one did. */
function named(answer: Answer, version: string, reply: FastifyReply): unknown {
  const isBare = typeof answer !== 'object' || answer === null || isList(answer);
  return isBare || reply.getHeader(versionHeader) === version ? answer : { ...answer, version };
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}

/** All lines at once, or one by one when one of them cannot be used. */
async function answeredLines(
  serving: Serving,
  request: FastifyRequest,
  lines: readonly Line[],
): Promise<readonly (readonly [Line, LineAnswer])[]> {
  // The model of the moment: a stream that runs for hours goes on with the version that is swapped in.
  const model = chooseModel(serving.models, request, []);
  const rows = lines.filter(({ error }) => error === undefined).map(({ row }) => row);
  const together = await answerRows(serving, { model, rows, request }).catch(() => undefined);
  let next = 0;
  const answered: (readonly [Line, LineAnswer])[] = [];
  for (const line of lines) {
    if (line.error !== undefined) answered.push([line, { error: line.error }]);
    else if (together === undefined) {
      answered.push([line, await one(serving, { model, rows: [line.row], request })]);
    } else {
      const answer = together.predictions[next++] as Answer;
      answered.push([line, { version: together.version, answer }]);
    }
  }
  return answered;
}

async function one(serving: Serving, asked: Parameters<typeof answerRows>[1]): Promise<LineAnswer> {
  try {
    const { version, predictions } = await answerRows(serving, asked);
    const [answer] = predictions;
    return answer === undefined ? { error: 'There is no answer' } : { version, answer };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      return { error: 'The server could not answer; its log says why' };
    }
    const { problems, hint } = error.more;
    const more = {
      ...(problems !== undefined && { problems }),
      ...(hint !== undefined && { hint }),
    };
    return { error: error.message, ...more };
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
