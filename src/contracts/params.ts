import type { JsonObject } from './json.js';

/** A single-valued hyperparameter or option, as JSON Schema draft-07 plus a default. */
type FlatParam = { readonly description: string } & (
  | {
      readonly type: 'integer' | 'number';
      readonly default?: number;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusiveMinimum?: number;
      readonly exclusiveMaximum?: number;
      /**
       * Where a tuner looks when the project does not say; `log` when ratios matter, not differences; `when` another param beside
       * it has this value.
       */
      readonly search?: {
        readonly low: number;
        readonly high: number;
        readonly log?: boolean;
        readonly when?: Readonly<Record<string, string | number | boolean>>;
      };
    }
  | {
      readonly type: 'boolean';
      readonly default?: boolean;
      readonly search?: { readonly choice: readonly boolean[] };
    }
  | { readonly type: 'string'; readonly default?: string; readonly minLength?: number }
  | {
      readonly type: readonly ['number', 'string'];
      readonly default?: number | string;
      readonly search?: { readonly choice: readonly (number | string)[] };
    }
  /** One name or several. */
  | {
      readonly type: readonly ['string', 'array'];
      readonly items: { readonly type: 'string' };
      readonly minLength?: number;
      readonly minItems?: number;
      readonly default?: string | readonly string[];
    }
  | {
      readonly enum: readonly string[];
      readonly default?: string;
      readonly search?: { readonly choice: readonly string[] };
    }
  | {
      readonly type: 'array';
      readonly items: {
        readonly type: 'integer' | 'number';
        readonly minimum?: number;
        readonly maximum?: number;
      };
      readonly default?: readonly number[];
      readonly maxItems?: number;
      readonly search?: { readonly choice: readonly (readonly number[])[] };
    }
  | {
      readonly type: 'array';
      readonly items: { readonly type: 'string' };
      readonly default?: readonly string[];
      readonly maxItems?: number;
    }
  /** A number for each of some names that only the data knows, such as `{ yes: 5, no: 1 }`. */
  | {
      readonly type: 'object';
      readonly additionalProperties: {
        readonly type: 'number';
        readonly minimum?: number;
        readonly maximum?: number;
      };
      readonly default?: Readonly<Record<string, number>>;
    }
  /** A text for each of some names that the user chooses, such as `{ title: book/title }`. */
  | {
      readonly type: 'object';
      readonly additionalProperties: { readonly type: 'string'; readonly minLength?: number };
      readonly default?: Readonly<Record<string, string>>;
    }
  /** Whatever the user's own code expects. */
  | {
      readonly type: 'object';
      readonly additionalProperties: true;
      readonly default?: JsonObject;
    }
);

/** A group of params under one key, such as `early_stopping: { patience: 5 }`. */
interface ParamGroup {
  readonly description: string;
  readonly type: 'object';
  readonly properties: Params;
}

/**
 * What a plug-in may be told, read by the validator, the published schema, the tuner and the docs alike.
 * A param without `default` may be left out; its value is then `undefined`.
 */
export interface Params {
  readonly [name: string]: FlatParam | ParamGroup;
}

/** The values a plug-in receives, derived from the params it declares. */
export type ValuesOf<Declared extends Params> = {
  readonly [Name in keyof Declared]: Declared[Name] extends { readonly default: unknown }
    ? ValueOf<Declared[Name]>
    : ValueOf<Declared[Name]> | undefined;
};

type ValueOf<Declared> = Declared extends { readonly enum: readonly (infer Choice)[] }
  ? Choice
  : Declared extends { readonly type: 'boolean' }
    ? boolean
    : Declared extends { readonly type: 'string' }
      ? string
      : Declared extends { readonly type: readonly ['number', 'string'] }
        ? number | string
        : Declared extends { readonly type: readonly ['string', 'array'] }
          ? string | readonly string[]
          : Declared extends { readonly type: 'array'; readonly items: { readonly type: 'string' } }
            ? readonly string[]
            : Declared extends { readonly type: 'array' }
              ? readonly number[]
              : Declared extends { readonly properties: infer Group extends Params }
                ? ValuesOf<Group>
                : Declared extends { readonly additionalProperties: infer Inner }
                  ? MappingOf<Inner>
                  : number;

type MappingOf<Inner> = Inner extends { readonly type: 'number' }
  ? Readonly<Record<string, number>>
  : Inner extends { readonly type: 'string' }
    ? Readonly<Record<string, string>>
    : JsonObject;

/** The JSON Schema of a plug-in's params: closed, so that a misspelt name is found. */
export function paramsSchema(params: Params): {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, object>>;
} {
  const properties = Object.entries(params).map(([name, declared]) => [
    name,
    'properties' in declared
      ? { description: declared.description, ...paramsSchema(declared.properties) }
      : declared,
  ]);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties) as Record<string, object>,
  };
}
