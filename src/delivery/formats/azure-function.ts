import { join } from 'node:path';
import type { Prediction } from '../prediction.js';
import { archive, withUnpacked } from './archive.js';
import { askScript, rowsFromInput } from './ask-program.js';
import { bundleFiles } from './bundle.js';
import type { FormatFile, PackageFormat } from './format.js';
import { answerCode } from './http-answer.js';
import { runtimeCannot } from './runtime-format.js';

/** learn.microsoft.com/azure/azure-functions/functions-scale: a consumption plan has 1 GB of storage. */
const limits = { platform: 'Azure Functions', zipped: 2 ** 30, unzipped: 2 ** 30 };

/** An archive for Azure Functions in the programming model v3, which needs no package: `predict/function.json` and its code. */
export const azureFunction: PackageFormat = {
  name: 'azure-function',
  summary: 'a zip for Azure Functions (Node 20, `POST /api/predict`) to deploy as it is',
  params: {},
  cannot: runtimeCannot,
  files: (source) => {
    const json = (path: string, value: unknown): FormatFile => ({
      path,
      bytes: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
    });
    return archive(
      'azure-function.zip',
      [
        json('host.json', {
          version: '2.0',
          extensionBundle: {
            id: 'Microsoft.Azure.Functions.ExtensionBundle',
            version: '[4.*, 5.0.0)',
          },
        }),
        json('predict/function.json', {
          bindings: [
            {
              ...{ type: 'httpTrigger', direction: 'in', name: 'req', authLevel: 'function' },
              methods: ['get', 'post'],
            },
            { type: 'http', direction: 'out', name: '$return' },
          ],
          scriptFile: 'index.mjs',
        }),
        ...bundleFiles(source).map((file) => ({ ...file, path: `predict/${file.path}` })),
        { path: 'predict/index.mjs', bytes: Buffer.from(handlerCode) },
      ],
      limits,
    );
  },
  ask: (folder, rows) =>
    withUnpacked(join(folder, 'azure-function.zip'), async (unpacked) => {
      const script = `${rowsFromInput}import handler from './predict/index.mjs';
const answer = await handler({}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: rows, rawBody: JSON.stringify(rows) });
console.log(answer.body);`;
      const { predictions } = await askScript<{ predictions: readonly Prediction[] }>(script, {
        folder: unpacked,
        rows,
      });
      return predictions;
    }),
};

/** Azure parses a body that says it is JSON; \`rawBody\` is the text. */
const handlerCode = `import { predict, RowsInvalid, signature, version } from './predict.mjs';
${answerCode}
export default async function (context, request) {
  const { status, body } = request.method === 'GET'
    ? { status: 200, body: { version, signature } }
    : typeof request.body === 'object' && request.body !== null ? answerTo(request.body) : answerToText(request.rawBody ?? request.body);
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'x-mlx-version': version }, body: JSON.stringify(body) };
}
`;
