import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { paramsSchema } from '../../../src/contracts/params.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { samplers } from '../../../src/learning/tuners/index.js';
import { exists, spaceOf } from '../../../src/learning/tuners/search-space.js';

/** Families of which nothing is worth a search: they have no choice to make, or make it themselves. */
const withoutSpace = ['baseline', 'dbscan-distance', 'exponential-smoothing', 'stacking', 'voting'];

describe.each([...modelFamilies])('the default space of $name', (family) => {
  const { dimensions } = spaceOf(family.params);

  test('is there, unless there is nothing to search', () => {
    expect(dimensions.length > 0).toBe(!withoutSpace.includes(family.name));
    expect(dimensions.length).toBeLessThanOrEqual(8);
  });

  test('gives params that the family takes', () => {
    const isValid = new Ajv({ strict: false, allowUnionTypes: true }).compile(
      paramsSchema(family.params),
    );
    const random = samplers.get('random');
    for (let number = 0; number < 30 && dimensions.length > 0; number++) {
      const request = { seed: 1, number, direction: 'higher' } as const;
      const point = random.next({ dimensions }, [], request) ?? {};
      expect([number, isValid(nested(point)), isValid.errors]).toEqual([number, true, null]);
    }
  });

  test('asks for settings before those that exist beside them only', () => {
    const seen = new Set<string>();
    for (const dimension of dimensions) {
      for (const { path } of dimension.when ?? []) expect([...seen]).toContain(path);
      seen.add(dimension.path);
    }
    expect(dimensions.filter((one) => one.when === undefined || !exists(one, {}))).toHaveLength(
      dimensions.length,
    );
  });
});

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(point: Readonly<Record<string, unknown>>): object {
  const whole: Record<string, Record<string, unknown>> = {};
  const flat: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(point)) {
    const [group = '', name] = path.split('.');
    if (name === undefined) flat[group] = value;
    else whole[group] = { ...whole[group], [name]: value };
  }
  return { ...flat, ...whole };
}
