import { join } from 'node:path';
import type { Prediction } from '../prediction.js';
import { archive, withUnpacked } from './archive.js';
import { askScript, rowsFromInput } from './ask-program.js';
import { bundleFiles } from './bundle.js';
import type { PackageFormat } from './format.js';
import { answerCode } from './http-answer.js';
import { runtimeCannot } from './runtime-format.js';

/** docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: what an upload may have, and all it holds. */
const limits = { platform: 'AWS Lambda', zipped: 50 * 2 ** 20, unzipped: 250 * 2 ** 20 };

/** An archive for AWS Lambda; its handler is `index.handler`. */
export const lambda: PackageFormat = {
  name: 'lambda',
  summary:
    'a zip for AWS Lambda (`index.handler`, nodejs20.x or newer): rows as the event itself, API Gateway (1.0 and 2.0), function URLs',
  params: {},
  cannot: runtimeCannot,
  files: (source) =>
    archive(
      'lambda.zip',
      [{ path: 'index.mjs', bytes: Buffer.from(handlerCode) }, ...bundleFiles(source)],
      limits,
    ),
  ask: (folder, rows) =>
    withUnpacked(join(folder, 'lambda.zip'), async (unpacked) => {
      const script = `${rowsFromInput}import { handler } from './index.mjs';
const event = { version: '2.0', routeKey: 'POST /predict', rawPath: '/predict', headers: { 'content-type': 'application/json' },
  requestContext: { http: { method: 'POST', path: '/predict' } }, isBase64Encoded: false, body: JSON.stringify(rows) };
console.log((await handler(event)).body);`;
      const { predictions } = await askScript<{ predictions: readonly Prediction[] }>(script, {
        folder: unpacked,
        rows,
      });
      return predictions;
    }),
};

/** Events with a \`requestContext\` come from HTTP and want a status; anything else is rows. */
const handlerCode = `import { predict, RowsInvalid, signature, version } from './predict.mjs';
${answerCode}
export async function handler(event) {
  if (event?.requestContext === undefined) {
    const answer = answerTo(event);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }
  const method = event.requestContext.http?.method ?? event.httpMethod;
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : event.body;
  const { status, body } = method === 'GET' ? { status: 200, body: { version, signature } } : answerToText(text);
  return { statusCode: status, headers: { 'content-type': 'application/json; charset=utf-8', 'x-mlx-version': version }, body: JSON.stringify(body) };
}
`;
