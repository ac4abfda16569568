import type { SchemaError } from './validate.js';

/**
 * Complaints of a schema without those about forms that the value was not meant to have: where a text or a list would do,
 * a text that is wrong is no list that is wrong.
 */
export function ofNearestForm(errors: readonly SchemaError[]): readonly SchemaError[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return choices.reduce<readonly SchemaError[]>(withoutOtherForms, errors);
}

function withoutOtherForms(errors: readonly SchemaError[], choice: SchemaError): SchemaError[] {
  const { schemaPath, instancePath } = choice;
  const formOf = (error: SchemaError): string | undefined =>
    error.schemaPath.startsWith(`${schemaPath}/`) && error.instancePath.startsWith(instancePath)
      ? error.schemaPath.slice(schemaPath.length + 1).split('/', 1)[0]
      : undefined;
  const forms = [...new Set(errors.map(formOf))].filter((form) => form !== undefined);
  // None is of a form when it fits two of them.
  if (forms.length === 0) return [...errors];
  const meant =
    forms.find((form) =>
      errors.every(
        (error) =>
          formOf(error) !== form || error.instancePath !== instancePath || !isOtherKind(error),
      ),
    ) ?? forms[0];
  return errors.filter((error) => {
    const form = formOf(error);
    return error !== choice && (form === undefined || form === meant);
  });
}

/** Whether the value is of another kind than the form wants, and not only a wrong one of that kind. */
function isOtherKind({ keyword, data, params }: SchemaError): boolean {
  const allowed = keyword === 'const' ? [params['allowedValue']] : params['allowedValues'];
  if (!Array.isArray(allowed)) return keyword === 'type';
  return allowed.every((value) => typeof value !== typeof data);
}
