/** A JSON Schema, or a part of one. */
type Part = Readonly<Record<string, unknown>>;

const shortest = 300;

/**
 * The same schema (draft-07), in which every part of some length that stands in several places is written once, in `definitions`,
 * and referred to. A part that holds nothing but schemas by name, such as `properties`, is no schema itself and stays.
 */
export function shareRepeated(schema: Part): Part {
  const counts = new Map<string, number>();
  eachPart(schema, (part) => {
    const text = JSON.stringify(part);
    if (text.length >= shortest) counts.set(text, (counts.get(text) ?? 0) + 1);
    // What is inside a part seen before is counted with it.
    return (counts.get(text) ?? 0) < 2;
  });
  const names = new Map<string, string>();
  for (const [text, count] of counts) if (count > 1) names.set(text, `part${names.size + 1}`);
  const shared = (part: Part): Part => {
    const name = names.get(JSON.stringify(part));
    return name === undefined ? mapped(part, shared) : { $ref: `#/definitions/${name}` };
  };
  const definitions = Object.fromEntries(
    [...names].map(([text, name]) => [name, mapped(JSON.parse(text) as Part, shared)]),
  );
  return { ...mapped(schema, shared), definitions };
}

const single = ['items', 'additionalProperties', 'if', 'then', 'else', 'not'];
const lists = ['anyOf', 'allOf', 'oneOf'];
const byName = ['properties', 'patternProperties'];

/** Visits the schemas within one, outermost first; those within a part only while `visit` says so. */
function eachPart(schema: Part, visit: (part: Part) => boolean): void {
  mapped(schema, (part) => {
    if (visit(part)) eachPart(part, visit);
    return part;
  });
}

/** A schema whose direct parts are replaced. */
function mapped(schema: Part, replace: (part: Part) => Part): Part {
  const entries = Object.entries(schema).map(([key, value]): readonly [string, unknown] => {
    if (single.includes(key) && isPart(value)) return [key, replace(value)];
    if (lists.includes(key) && Array.isArray(value)) {
      const items = value as readonly unknown[];
      return [key, items.map((each) => (isPart(each) ? replace(each) : each))];
    }
    if (!(byName.includes(key) && isPart(value))) return [key, value];
    const parts = Object.entries(value).map(([name, part]) => [
      name,
      isPart(part) ? replace(part) : part,
    ]);
    return [key, Object.fromEntries(parts)];
  });
  return Object.fromEntries(entries);
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
