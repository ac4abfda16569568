import { describe, expect, it } from 'vitest';
import { MlxError } from '../../src/errors/index.js';
import type { Path } from '../../src/project/project.js';
import { parseYaml } from '../../src/project/yaml-document.js';

/** Line and column of a path, as `3:5`. */
function at(text: string, path: Path, part?: 'value' | 'key'): string | undefined {
  const place = parseYaml('p.yaml', text).placeOf(path, part);
  return place && `${place.line}:${place.column}`;
}

describe('the place of a value', () => {
  const text = `# a comment
a:
  b: 1   # another
  "c d": [x, { e: 2 }]

f: {g: 3, 'h': [4,
  5]}
`;

  it.each<[string, Path, readonly [string, string]]>([
    ['a block value', ['a', 'b'], ['3:6', '3:3']],
    ['a quoted key', ['a', 'c d'], ['4:10', '4:3']],
    ['a value in a flow sequence', ['a', 'c d', 0], ['4:11', '4:11']],
    ['a value in a flow mapping', ['a', 'c d', 1, 'e'], ['4:19', '4:16']],
    ['a flow value on the next line', ['f', 'h', 1], ['7:3', '7:3']],
    ['a mapping', ['a'], ['3:3', '2:1']],
    ['the whole document', [], ['2:1', '2:1']],
  ])('%s', (_name, path, [value, key]) => {
    expect(at(text, path)).toBe(value);
    expect(at(text, path, 'key')).toBe(key);
  });

  it('is the same with CRLF line ends, and the source line has no CR', () => {
    const crlf = text.replaceAll('\n', '\r\n');
    expect(at(crlf, ['a', 'c d', 1, 'e'])).toBe('4:19');
    expect(parseYaml('p.yaml', crlf).placeOf(['a', 'b'])?.source).toBe('  b: 1   # another');
  });

  it('is the same behind a byte order mark', () => {
    expect(at('\uFEFFa: 1\nb: 2', ['a'])).toBe('1:4');
    expect(at('\uFEFFa: 1\nb: 2', ['b'])).toBe('2:4');
  });

  it('counts columns in UTF-16 units, as editors do', () => {
    expect(at('{ "ä😀": 1, b: 2 }', ['b'])).toBe('1:16');
  });

  it('is undefined for what is not there', () => {
    expect(at(text, ['a', 'z'])).toBeUndefined();
    expect(at(text, ['a', 'b', 'c'])).toBeUndefined();
    expect(at(text, ['f', 'h', 9])).toBeUndefined();
  });

  it('is the alias itself, and inside it the anchor', () => {
    const aliased = 'x: &x { a: 1 }\ny: *x\n';
    expect(at(aliased, ['y'])).toBe('2:4');
    expect(at(aliased, ['y', 'a'])).toBe('1:12');
  });

  it('of a merged key is where it was written, and its own keys win', () => {
    const merged = 'x: &x\n  a: 1\n  b: 2\ny: &y { c: 3 }\nz:\n  <<: [*x, *y]\n  b: 4\n';
    expect(parseYaml('p.yaml', merged).value).toMatchObject({ z: { a: 1, b: 4, c: 3 } });
    expect(at(merged, ['z', 'a'])).toBe('2:6');
    expect(at(merged, ['z', 'b'])).toBe('7:6');
    expect(at(merged, ['z', 'c'])).toBe('4:12');
    expect(at(merged, ['z', 'a'], 'key')).toBe('2:3');
  });
});

describe('what is no YAML', () => {
  it.each([
    ['a tab', 'a:\n\tb: 1\n', '2:1'],
    ['a quote that is not closed, where it was opened', 'a: 1\nb: "two\nc: 3\n', '2:4'],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', '3:1'],
    ['a bracket that is not closed', 'a: [1, 2\nb: 3\n', '2:1'],
    ['a reserved letter', 'a: @home\n', '1:4'],
    ['no colon', 'a: 1\nb\nc: 2\n', '2:1'],
    ['an alias to nothing', 'a: *b\n', '1:4'],
    ['a merge of a number', 'a:\n  <<: 3\n', '2:7'],
    ['a merge of a list with a number in it', 'x: &x {}\na:\n  <<: [*x, 3]\n', '3:7'],
    ['a list as a key', '? [1]\n: 2\n', '1:3'],
  ])('%s is found at its place, with a next step', (_name, text, place) => {
    const error = caught(() => parseYaml('p.yaml', text));
    expect(error.code).toBe('project/invalid');
    const [first] = error.problems;
    expect(`${first?.place?.line}:${first?.place?.column}`).toBe(place);
    expect(first?.hints).not.toEqual([]);
    expect(error.problems).toHaveLength(1);
  });

  it('repeated keys are all named', () => {
    const error = caught(() => parseYaml('p.yaml', 'a: 1\na: 2\nb: 1\nb: 2\n'));
    expect(error.problems.map(({ message }) => message)).toEqual([
      '`a` is written twice',
      '`b` is written twice',
    ]);
  });
});

function caught(work: () => unknown): MlxError {
  try {
    work();
  } catch (error) {
    if (error instanceof MlxError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it('a value that holds itself is refused', () => {
  expect(() => parseYaml('p.yaml', 'a: &a [*a]\n')).toThrow(MlxError);
  expect(() => parseYaml('p.yaml', 'a: &a { b: { c: *a } }\n')).toThrow(MlxError);
  expect(parseYaml('p.yaml', 'a: &a [1]\nb: [*a, *a]\n').value).toEqual({ a: [1], b: [[1], [1]] });
});
