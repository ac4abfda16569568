import { expect, test } from 'vitest';
import { MlxError } from '../../src/errors/index.js';
import { errorJson } from '../../src/ui/error-json.js';
import { renderError } from '../../src/ui/render-error.js';

test('every problem shows its place, its line and a caret', () => {
  const error = new MlxError('project/invalid', '`mlx.yaml` cannot be used as written', {
    problems: [
      {
        code: 'project/invalid',
        message: '`sead` is not a known setting',
        place: { file: 'mlx.yaml', line: 3, column: 1, source: 'sead: 42' },
        hints: ['Did you mean `seed`?'],
      },
      {
        code: 'project/invalid',
        message: '`test` must be a percentage',
        place: { file: 'mlx.yaml', line: 12, column: 16, source: 'split: { test: many }' },
      },
    ],
    hints: ['See every setting with `mlx explain split`'],
  });

  expect(renderError(error)).toMatchInlineSnapshot(`
    "error: \`mlx.yaml\` cannot be used as written [project/invalid]

    mlx.yaml:3:1 \`sead\` is not a known setting [project/invalid]
      3 | sead: 42
        | ^
      hint: Did you mean \`seed\`?

    mlx.yaml:12:16 \`test\` must be a percentage [project/invalid]
      12 | split: { test: many }
         |                ^

    hint: See every setting with \`mlx explain split\`

    exit 3 (project file)
    "
  `);
});

test('on a narrow terminal words flow below their beginning, and commands stay whole', () => {
  const error = new MlxError('project/invalid', 'The project cannot be used as it is written', {
    problems: [
      {
        code: 'project/invalid',
        message: '`sead` is not a known setting',
        place: { file: 'mlx.yaml', line: 3, column: 1, source: 'sead: 42' },
        hints: ['Did you mean `seed`, which is of everything random?'],
      },
    ],
    hints: ['See every setting there is with `mlx explain split`'],
  });
  expect(renderError(error, { columns: 40 })).toMatchInlineSnapshot(`
    "error: The project cannot be used as it
           is written [project/invalid]

    mlx.yaml:3:1 \`sead\` is not a known
      setting [project/invalid]
      3 | sead: 42
        | ^
      hint: Did you mean \`seed\`, which is of
            everything random?

    hint: See every setting there is with
          \`mlx explain split\`

    exit 3 (project file)
    "
  `);
  const longest = Math.max(
    ...renderError(error, { columns: 40 })
      .split('\n')
      .map((line) => line.length),
  );
  expect(longest).toBeLessThanOrEqual(40);
});

test('the caret is right behind tabs and wide letters', () => {
  const source = '\t数据: "é"\tbad';
  const place = { file: 'a.yaml', line: 1, column: source.indexOf('bad') + 1, source };
  expect(renderError(new MlxError('project/invalid', 'no', { place }))).toMatchInlineSnapshot(`
    "error: no [project/invalid]

    a.yaml:1:10
      1 |     数据: "é"   bad
        |                 ^

    exit 3 (project file)
    "
  `);
});

test('a long line is cut to a window around the caret', () => {
  const source = `query: "${'select '.repeat(40)}WRONG${' from usage'.repeat(40)}"`;
  const place = { file: 'mlx.yaml', line: 104, column: source.indexOf('WRONG') + 1, source };
  const text = renderError(new MlxError('project/invalid', 'no', { place }), { columns: 60 });
  expect(text.split('\n').slice(3, 5).join('\n')).toMatchInlineSnapshot(`
    "  104 | …ect select select select WRONG from usage from us…
          |                           ^"
  `);
});

test('a cause and its own cause stand on one line', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.7:22\nmore', { cause: new Error('down') });
  const error = new MlxError('target/failed', 'target `gpu-box` failed', { cause });
  expect(renderError(error)).toMatchInlineSnapshot(`
    "error: target \`gpu-box\` failed [target/failed]

    caused by: connect ECONNREFUSED 10.0.0.7:22, because: down

    exit 9 (target)
    "
  `);
});

test('anything unforeseen is called a bug, with its stack only when asked', () => {
  const bug = new TypeError('x is not a function');
  expect(renderError(bug)).toMatchInlineSnapshot(`
    "internal error: this is a bug in mlx
      TypeError: x is not a function

    hint: Run the command again with \`--verbose\` to see the stack, and please report it

    exit 1 (unexpected failure)
    "
  `);
  expect(renderError(bug, { verbose: true })).toMatch(/^\s+at .*render-error\.test/m);
  expect(renderError({ odd: true })).toContain('{ odd: true }');
  expect(renderError(undefined)).toContain('undefined');
});

test('colour changes nothing but colour', () => {
  const error = new MlxError('data/file-missing', '`a.csv` is not there', {
    hints: ['Look again'],
  });
  const coloured = renderError(error, { colour: true });
  expect(coloured).toContain('\u001B[31m');
  expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(renderError(error));
});

test('escape sequences in a file do not reach the terminal', () => {
  const place = { file: 'mlx.yaml', line: 1, column: 1, source: 'name: \u001B[2Jgone' };
  expect(renderError(new MlxError('project/invalid', 'no', { place }))).not.toContain('\u001B');
});

test('a failure as JSON has the same facts and a schema', () => {
  const place = { file: 'data/a.csv', line: 4 };
  const error = new MlxError('data/file-missing', 'gone', { place, cause: new Error('ENOENT') });
  expect(errorJson(error)).toEqual({
    schema: 'mlx.error/1',
    code: 'data/file-missing',
    message: 'gone',
    exit: { code: 4, name: 'data quality' },
    place,
    hints: [],
    problems: [],
    cause: 'ENOENT',
  });
  expect(errorJson(new RangeError('oops'))).toMatchObject({ code: 'internal', exit: { code: 1 } });
});
