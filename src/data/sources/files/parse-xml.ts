import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import type { SaxesParser, SaxesTagPlain } from 'saxes';

/** What to do with what an XML document holds, in its order. */
export interface XmlHandlers {
  /** An element begins; namespaces are part of its name, as written. */
  open?(tag: SaxesTagPlain, parser: XmlPosition): void;
  text?(text: string): void;
  close?(tag: SaxesTagPlain): void;
  doctype?(text: string): void;
  /** After each piece of the document: the time to write away what was gathered, or to say `stop`. */
  pause?(): Promise<'stop' | undefined>;
}

interface XmlPosition {
  readonly line: number;
}

/**
 * Reads an XML document piece by piece, in constant memory. It knows the five entities of XML and no others, and never
 * opens another file. Throws an `XmlSyntaxError` with the line at which it stopped.
 */
export async function parseXml(
  stream: Readable,
  handlers: XmlHandlers,
  { encoding = 'utf-8', signal }: { readonly encoding?: string; readonly signal: AbortSignal },
): Promise<void> {
  const { SaxesParser: Parser } = await import('saxes');
  const parser: SaxesParser = new Parser({ xmlns: false, position: true });
  parser.on('opentag', (tag) => handlers.open?.(tag, parser));
  parser.on('closetag', (tag) => handlers.close?.(tag));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('doctype', (text) => handlers.doctype?.(text));
  parser.on('error', (error) => {
    throw new XmlSyntaxError(error.message.replace(/^\d+:\d+: /, ''), parser.line);
  });
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      parser.write(decoded(decoder, chunk, parser));
      if ((await handlers.pause?.()) === 'stop') return;
    }
    parser.write(decoder.decode()).close();
    await handlers.pause?.();
  } finally {
    stream.destroy();
  }
}

/** An XML document that breaks off or is malformed. */
export class XmlSyntaxError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

function decoded(decoder: TextDecoder, chunk: Buffer, { line }: XmlPosition): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw new XmlSyntaxError(`the text is not ${decoder.encoding}`, line);
  }
}
