import type { JsonObject } from '../contracts/json.js';
import type { Signature, SignatureInput } from '../contracts/model.js';
import type { ColumnType } from '../contracts/table.js';

/**
 * JSON Schema (draft-07) of one row a packaged model reads. Open, because fields the model does not know are passed over;
 * known categories and ranges are told as examples only, because a model answers for values it never saw.
 */
export function rowSchema(signature: Signature): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: signature.inputs.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(signature.inputs.map((input) => [input.name, field(input)])),
  };
}

function field({ type, required, values, range, shaped, unfit }: SignatureInput): JsonObject {
  const { types, description } = jsonTypes[type];
  const seen = range === undefined ? '' : `, seen from ${range[0]} to ${range[1]}`;
  return {
    type: [...new Set([...types, ...(unfit === undefined ? [] : ['string']), 'null'])],
    description: `${description}${shaped === undefined ? '' : ` (${shaped})`}${seen}${required ? '; null if not known' : '; may be left out'}`,
    ...(values === undefined ? {} : { examples: values }),
  };
}

const jsonTypes: Readonly<
  Record<ColumnType, { readonly types: readonly string[]; readonly description: string }>
> = {
  number: { types: ['number'], description: 'A number' },
  integer: { types: ['integer'], description: 'A whole number' },
  boolean: { types: ['boolean'], description: 'true or false' },
  category: { types: ['string'], description: 'A category' },
  text: { types: ['string'], description: 'Text' },
  image: {
    types: ['string'],
    description: 'An image file (PNG, JPEG, WebP, GIF or TIFF) in base64',
  },
  timestamp: {
    types: ['string'],
    description: 'An ISO 8601 date or time, UTC unless it says otherwise',
  },
};
