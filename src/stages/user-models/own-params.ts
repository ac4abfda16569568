import type { JsonObject } from '../../contracts/json.js';
import { MlxError, type Place } from '../../errors/index.js';
import { type Complaint, describeSchemaError } from '../../project/describe-problem.js';
import type { Path } from '../../project/project.js';
import type { Validate } from '../../project/validate.js';
import { openValidators } from '../../project/validators.js';

/** Params of a candidate as its module declares them: with defaults, or with what is wrong. */
interface OwnParams {
  readonly params: JsonObject;
  readonly complaints: readonly Complaint[];
}

/** Holds params to the JSON Schemas a module exports. `at` is where they stand in the project. */
export type CheckParams = (given: JsonObject, at: Path) => OwnParams;

/** Prepares the check. Throws `data/user-module` for what is no JSON Schema. */
export async function paramsCheck(
  path: string,
  properties: Readonly<Record<string, object>>,
  place: Place,
): Promise<CheckParams> {
  const validate = await compiled(path, { properties, place });
  return (given, at) => {
    const params = structuredClone(given);
    const isSound = validate(params);
    const errors = isSound ? [] : (validate.errors ?? []);
    return { params, complaints: errors.map((error) => describeSchemaError(error, at)) };
  };
}

async function compiled(
  path: string,
  {
    properties,
    place,
  }: { readonly properties: Readonly<Record<string, object>>; readonly place: Place },
): Promise<Validate> {
  const schema = { type: 'object', additionalProperties: false, properties };
  try {
    return (await openValidators(new Map([[path, schema]])))(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MlxError('data/user-module', `\`${path}\`: \`params\` is no JSON Schema: ${reason}`, {
      hints: ["Write `params: { rate: { type: 'number', default: 0.1 } }`"],
      place,
      cause,
    });
  }
}
