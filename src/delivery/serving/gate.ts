import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServingMetrics } from './metrics.js';
import { Refusal } from './refusal.js';
import type { Visit } from './visit.js';

/** How many requests at once, and how long each may take. */
export interface GateLimits {
  readonly concurrent: number;
  readonly receiveSeconds: number;
  readonly answerSeconds: number;
}

/** The requests under way in this process. */
export class Gate {
  readonly #visitors = new Set<Visit>();

  get inFlight(): number {
    return this.#visitors.size;
  }

  /** Lets requests in while there is room, and ends those that take too long: one timer for all of them. */
  attach(app: FastifyInstance, limits: GateLimits, metrics: () => ServingMetrics): void {
    app.addHook('onRequest', (request, reply, done) => {
      const { visit } = request;
      if (visit.isProbe) {
        done();
        return;
      }
      if (this.#visitors.size >= limits.concurrent) {
        metrics().refused('busy');
        done(new Refusal(429, 'The server is busy with other requests', { retryAfter: 1 }));
        return;
      }
      this.#visitors.add(visit);
      reply.raw.once('close', () => this.#visitors.delete(visit));
      done();
    });
    const seconds = Math.min(limits.receiveSeconds, limits.answerSeconds);
    const everyMs = Math.max(20, Math.min(1000, (seconds * 1000) / 5));
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      // While this process stood still, clients may have sent what it has not read yet: that time is not theirs.
      const stall = now - last - everyMs;
      if (stall > everyMs) for (const visitor of this.#visitors) visitor.since += stall;
      last = now;
      this.#sweep(limits, metrics());
    }, everyMs);
    timer.unref();
    app.addHook('onClose', (_app, done) => {
      clearInterval(timer);
      done();
    });
  }

  #sweep({ receiveSeconds, answerSeconds }: GateLimits, metrics: ServingMetrics): void {
    const now = performance.now();
    for (const visitor of this.#visitors) {
      noteMovement(visitor, now);
      const seconds = (now - visitor.since) / 1000;
      if (seconds <= (visitor.received ? answerSeconds : receiveSeconds)) continue;
      metrics.refused(visitor.received ? 'late' : 'slow');
      this.#visitors.delete(visitor);
      sendAway(visitor, answerSeconds);
    }
  }
}

/** Begins a visitor's time anew when it has been received, or its stream has moved on. */
function noteMovement(visitor: Visit, now: number): void {
  const { raw } = visitor.request;
  if (raw.complete !== visitor.received) {
    visitor.received = true;
    visitor.since = now;
  }
  if (!visitor.isStream) return;
  const bytes = raw.socket.bytesRead + raw.socket.bytesWritten;
  if (bytes > visitor.bytes) {
    visitor.bytes = bytes;
    visitor.since = now;
  }
}

/** Says that the time is up; an answer that has begun can only be cut off. */
function sendAway({ request, reply, received }: Visit, answerSeconds: number): void {
  const { socket } = request.raw;
  if (reply.raw.headersSent) socket.destroy();
  else if (!received) cutOff(socket);
  else if (!reply.sent) {
    reply.code(503).header('retry-after', '1');
    reply.send({ error: `There was no answer within ${answerSeconds} seconds` });
  }
}

/** The body is still on its way, so that the answer is written past the parser, and the line closed. */
function cutOff(socket: FastifyRequest['raw']['socket']): void {
  const body = '{"error":"The request took too long to arrive"}';
  socket.end(
    `HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), 1000).unref();
}
