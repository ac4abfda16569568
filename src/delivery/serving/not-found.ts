import type { FastifyReply, FastifyRequest } from 'fastify';

/** The routes of mlx itself, as a client that asked for another is told of them. */
const routes = {
  'POST /predict': 'predictions for one row object, a list of rows, or { "rows": [...] }',
  'POST /explain': 'why the model answers so, for the same rows',
  'POST /feedback': 'what turned out to be true: { "request", "row", "label" }',
  'GET /signature': 'JSON Schema of a row and of an answer, with an example',
  'GET /openapi.json': 'all of this as OpenAPI 3.1',
  'GET /metrics': 'figures for Prometheus',
  'GET /readyz': '200 when a model is loaded, and which',
  'GET /healthz': '200 while the server runs',
  'GET /': 'a page to try the model',
};

/** The routes of other protocols, whose paths hold the name of the model. */
const patterns: readonly (readonly [method: string, path: RegExp])[] = [
  ['GET', /^\/v1\/models\/[^/:]+(\/versions\/[^/:]+)?(\/metadata)?$/],
  ['POST', /^\/v1\/models\/[^/:]+(\/versions\/[^/:]+)?:predict$/],
  ['GET', /^\/v2(\/health\/(live|ready)|\/models\/[^/]+(\/versions\/[^/]+)?(\/ready)?)?$/],
  ['POST', /^\/v2\/models\/[^/]+(\/versions\/[^/]+)?\/infer$/],
];

/** Answers a request that no route takes: 405 with `allow` where another method would do, else 404 with what there is. */
export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { path } = request.visit;
  const allowed = [
    ...Object.keys(routes).flatMap((route) => {
      const [method = '', at] = route.split(' ');
      return at === path ? [method] : [];
    }),
    ...patterns.flatMap(([method, at]) => (at.test(path) ? [method] : [])),
  ];
  if (allowed.length > 0) {
    const error = `${path} takes ${allowed.join(' and ')}, not ${request.method}`;
    return reply.code(405).header('allow', allowed.join(', ')).send({ error, routes });
  }
  const error = `There is no ${request.method} ${path} here`;
  return reply.code(404).send({ error, routes });
}
