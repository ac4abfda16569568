// Bundles what a packaged model needs to predict into one text without imports, for Node and browsers alike: the very
// predictors of mlx, less all that trains. `mlx package` puts it beside a model, so that no bundler is needed then.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const root = new URL('../', import.meta.url);
const source = (path) => fileURLToPath(new URL(`src/${path}`, root));

/**
 * The runtime as a script that leaves `packagedModel` and `RowsInvalid` in the variable `mlxRuntime`: for models of one family,
 * or, without a name, of any.
 */
export async function runtimeText(family) {
  const { outputFiles } = await build({
    entryPoints: [source('stages/runtime/packaged-model.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'mlxRuntime',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    // Of two that load a file, the first is asked.
    plugins: [...(family === undefined ? [] : [onlyFamily(family)]), withoutTraining],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Families whose model is made of models of other families. */
const ensembles = ['bagging', 'stacking', 'voting'];
const index = 'src/learning/models/index.ts';

/** The families that have a runtime of their own. */
export async function ownRuntimes() {
  const text = await readFile(new URL(`../${index}`, import.meta.url), 'utf8');
  const files = [...text.matchAll(familyLine)].map(({ groups }) => groups.file.split('/').at(-1));
  return files.filter((name) => !ensembles.includes(name)).toSorted();
}

/** A family is named as its file is. */
const familyLine = /^import \{ (?<name>\w+) \} from '\.\/(?<file>[\w/-]+)\.js';$/gm;

/** Keeps one line of the index of families, so that the code of all others is left out. */
function onlyFamily(family) {
  return {
    name: 'only-family',
    setup(built) {
      built.onLoad({ filter: /src\/learning\/models\/index\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const others = [...text.matchAll(familyLine)].filter(
          ({ groups }) => groups.file.split('/').at(-1) !== family,
        );
        const contents = others.reduce(
          (rest, { 0: line, groups }) =>
            rest.replace(line, '').replace(new RegExp(`^ +${groups.name},$`, 'm'), ''),
          text,
        );
        return { contents, loader: 'ts' };
      });
      built.onLoad({ filter: /src\/stages\/forecast\/forecast-predictor\.ts$/ }, async () => {
        const text = await readFile(source(`learning/models/${family}.ts`), 'utf8');
        if (/tasks: \[[^\]]*'forecast'/.test(text)) return undefined;
        return { contents: 'export const forecastPredictor = undefined;', loader: 'js' };
      });
    },
  };
}

/** Members of a plug-in that only training, checking a project or the docs use. */
const trains = ['fit', 'fitFolds', 'choose', 'check', 'summary', 'params'];

const withoutTraining = {
  name: 'without-training',
  setup(built) {
    built.onLoad(
      { filter: /src\/(learning\/models|data\/features\/(steps|matrix))\/.*\.ts$/ },
      async ({ path }) => ({
        contents: predictingPart(path, await readFile(path, 'utf8')),
        loader: 'ts',
      }),
    );
    built.onResolve({ filter: /errors\/index\.js$/ }, () => ({
      path: source('stages/runtime/plain-errors.ts'),
      sideEffects: false,
    }));
    // What is left of Node and of packages is never reached by predicting.
    built.onResolve({ filter: /^[^./]/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: 'none', namespace: 'none', sideEffects: false },
    );
    built.onLoad({ filter: /./, namespace: 'none' }, () => ({
      contents: 'module.exports = {}',
      loader: 'js',
    }));
    // No module of ours does anything but define, so what is not used can go.
    built.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => ({
      path: fileURLToPath(new URL(path.replace(/\.js$/, '.ts'), `file://${resolveDir}/`)),
      sideEffects: false,
    }));
  },
};

/** The source of a plug-in without its training members: what only they import is then left out. */
function predictingPart(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const cuts = [];
  const visit = (node) => {
    if (ts.isObjectLiteralExpression(node) && isPlugin(node)) {
      for (const member of node.properties) {
        const name = member.name?.getText(file);
        if (!trains.includes(name)) continue;
        cuts.push({ from: member.getStart(file), to: member.end, text: `${name}: undefined` });
      }
      return;
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) {
    if (/^const params = /.test(statement.getText(file))) {
      cuts.push({ from: statement.getStart(file), to: statement.end, text: 'const params = {};' });
    } else visit(statement);
  }
  return cuts.reduceRight(
    (rest, { from, to, text: by }) => rest.slice(0, from) + by + rest.slice(to),
    text,
  );
}

function isPlugin(object) {
  const names = object.properties.map((member) => member.name?.getText());
  const learns = names.includes('fit') || names.includes('choose');
  return learns && (names.includes('predictor') || names.includes('name'));
}
