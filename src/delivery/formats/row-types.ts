import type { Signature, SignatureInput } from '../../contracts/model.js';

/** TypeScript of a model's rows and answers: the declarations of `predict`. */
export function declarations(signature: Signature): string {
  const { kind, classes } = signature.task;
  const labels = classes.map((label) => JSON.stringify(label)).join(' | ') || 'string';
  const answers = {
    class: `  label: ${labels};\n  /** Probability of \`label\`. */\n  probability: number;\n  probabilities: Record<${labels}, number>;`,
    value: '  value: number;',
    anomaly: '  /** Higher is odder. */\n  score: number;\n  flagged: boolean;',
    forecast:
      '  series?: string;\n  target?: string;\n  time: string;\n  forecast: number;\n  low?: number;\n  high?: number;',
  };
  const answer =
    kind === 'regression'
      ? answers.value
      : kind === 'anomaly' || kind === 'forecast'
        ? answers[kind]
        : answers.class;
  const one = kind === 'forecast' ? '' : 'export declare function predict(row: Row): Prediction;\n';
  return `/** What the model reads of a row. Any field may be null. */
export interface Row {
${signature.inputs.map(field).join('\n')}
}

export interface Prediction {
${answer}
}

/** Throws {@link RowsInvalid}. */
${one}export declare function predict(rows: readonly Row[]): Prediction[];

/** Which version of the model answers. */
export declare const version: string;

export declare const signature: {
  readonly task: { readonly kind: string; readonly target: string; readonly classes: readonly string[] };
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly required: boolean }[];
};

/** Rows that cannot be read. */
export declare class RowsInvalid extends Error {
  readonly problems: readonly { readonly row: number; readonly field: string; readonly expected: string; readonly found: string }[];
}
`;
}

const types = {
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  category: 'string',
  text: 'string',
  image: 'string',
  timestamp: 'string',
} as const;

function field({ name, type, required, range, values }: SignatureInput): string {
  const seen =
    range !== undefined
      ? `, seen from ${range[0]} to ${range[1]}`
      : values !== undefined && values.length > 0
        ? `, such as ${values.slice(0, 5).join(', ')}`
        : '';
  const what = `${type === 'timestamp' ? 'ISO 8601 date or time' : type}${seen}`;
  return `  /** ${what.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n  ${JSON.stringify(name)}${required ? '' : '?'}: ${types[type]} | null;`;
}
