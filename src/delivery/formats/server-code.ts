/** A server over `predict.mjs` with the routes of `mlx serve` that programs use. Reads HOST, PORT and MAX_ROWS. */
export const serverCode = `import { createServer } from 'node:http';
import { predict, RowsInvalid, signature, version } from './predict.mjs';

const { HOST: host = '0.0.0.0', PORT: port = '8080', MAX_ROWS: mostRows = '1000' } = process.env;
const mostBytes = 10 * 1024 * 1024;
let draining = false;

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-mlx-version': version });
    response.end(JSON.stringify(body));
  };
  const path = request.url.split('?', 1)[0];
  if (request.method === 'GET' && path === '/healthz') return answer(200, { status: 'ok' });
  if (request.method === 'GET' && path === '/readyz') return answer(draining ? 503 : 200, { ready: !draining, version });
  if (request.method === 'GET' && path === '/signature') return answer(200, { version, signature });
  if (request.method !== 'POST' || path !== '/predict') return answer(404, { error: 'There is no ' + request.method + ' ' + path + ' here' });
  try {
    const parts = [];
    let bytes = 0;
    for await (const part of request) {
      bytes += part.length;
      if (bytes > mostBytes) {
        response.setHeader('connection', 'close');
        return answer(413, { error: 'A request may have ' + mostBytes + ' bytes' });
      }
      parts.push(part);
    }
    const body = JSON.parse(Buffer.concat(parts).toString('utf8'));
    const wrapped = Array.isArray(body?.rows) && !signature.inputs.some(({ name }) => name === 'rows');
    const rows = Array.isArray(body) ? body : wrapped ? body.rows : [body];
    if (rows.length > Number(mostRows)) return answer(413, { error: 'A request may hold ' + mostRows + ' rows, and this one has ' + rows.length });
    answer(200, { version, predictions: predict(rows) });
  } catch (error) {
    if (error instanceof RowsInvalid) return answer(422, { error: 'The rows cannot be read; GET /signature shows what a row looks like', problems: error.problems });
    if (error instanceof SyntaxError) return answer(400, { error: 'The body is not JSON: ' + error.message });
    console.error(error);
    answer(500, { error: 'The model could not answer' });
  }
});
server.listen(Number(port), host, () => {
  console.log(JSON.stringify({ listening: host + ':' + server.address().port, version }));
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => {
  draining = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
`;
