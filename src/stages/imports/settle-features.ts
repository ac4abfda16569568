import type { GivenColumn } from '../../contracts/matrix.js';
import type { Column } from '../../contracts/table.js';
import { nearestWord, type Problem } from '../../errors/index.js';
import type { FileCategories } from '../../learning/models/trees/xgboost-categories.js';
import type { ImportParams } from './foreign-model.js';
import { columnProblem, problem, unfit } from './input-columns.js';
import { listed } from './settle-output.js';
import type { TreeModel } from './tree-file.js';

/** The `features` of a project. */
type Declared = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The columns that the features of a model of trees are. `declared`: the `features` of the project, whose orders of categories count
 * where the file does not tell its own for sure. Throws `import/inputs` with all that does not fit.
 */
export function settleFeatures(
  { path, features, categories }: TreeModel,
  wishes: ImportParams['inputs'] = {},
  { columns, declared }: { readonly columns: readonly Column[]; readonly declared: Declared },
): readonly GivenColumn[] {
  if (features.length === 0) {
    throw unfit(path, 'features', [
      problem('the file names no features', [
        'Train it on a data frame, or set `booster.feature_names` before it is saved',
      ]),
    ]);
  }
  const problems: Problem[] = Object.keys(wishes)
    .filter((wish) => !features.includes(wish))
    .map((wish) => problem(`the model has no feature \`${wish}\``, nearHints(wish, features)));
  const found = features.map((feature) => {
    const wish = wishes[feature];
    const name = typeof wish === 'string' ? wish : feature;
    return (
      columns.find((column) => column.name === name) ??
      // LightGBM writes other signs than letters and digits as underscores.
      columns.find((column) => column.name.replaceAll(/[^\p{L}\p{N}]/gu, '_') === name)
    );
  });
  const isCategory = found.map((column) => column?.type === 'category' || column?.type === 'text');
  const known = categories(isCategory);
  const given = features.map((feature, at): GivenColumn => {
    const place = { feature, column: found[at], isCategory: isCategory[at] === true };
    const told = known[at];
    const read =
      place.column !== undefined && told !== undefined
        ? categoryOf(place.column, told, { ...place, declared })
        : numberOf(place, wishes[feature], columns);
    if (read.problem !== undefined) problems.push(read.problem);
    const name = place.column?.name ?? feature;
    return { name, ...read.given, why: `feature \`${feature}\`` };
  });
  if (problems.length > 0) throw unfit(path, 'features', problems);
  return given;
}

/** How a feature of a model of trees is read, and what stands against it. */
interface ReadFeature {
  readonly given: Pick<GivenColumn, 'as' | 'order'>;
  readonly problem?: Problem | undefined;
}

function categoryOf(
  column: Column,
  told: FileCategories,
  {
    feature,
    isCategory,
    declared,
  }: { readonly feature: string; readonly isCategory: boolean; readonly declared: Declared },
): ReadFeature {
  const order = orderOf(told, declared[column.name]?.['order']);
  if (isCategory && order !== undefined) return { given: { as: 'order', order } };
  return { given: { as: 'number' }, problem: unknownCategories(feature, column, told) };
}

function numberOf(
  { feature, column }: { readonly feature: string; readonly column: Column | undefined },
  wish: string | readonly string[] | undefined,
  columns: readonly Column[],
): ReadFeature {
  const wanted = column?.name ?? (typeof wish === 'string' ? wish : feature);
  const wrong = columnProblem({ name: feature, type: 'float' }, { wanted, column, columns });
  return { given: { as: 'number' }, problem: wrong };
}

/** The categories in the order of their codes: those of the file, or those declared when the file may mean them; undefined when neither is sure. */
function orderOf(
  { names, mayBe }: FileCategories,
  declared: unknown,
): readonly string[] | undefined {
  if (mayBe === undefined) return names;
  const order = Array.isArray(declared) ? declared.map(String) : [];
  return mayBe(order) ? order : undefined;
}

function unknownCategories(feature: string, { name, type }: Column, told: FileCategories): Problem {
  const { names, mayBe } = told;
  const shown = listed(names);
  if (type !== 'category' && type !== 'text') {
    return problem(
      `feature \`${feature}\` is of categories (${shown}), and \`${name}\` is ${type}`,
      [`Say that it is a name: \`ingest: { columns: { ${name}: category } }\``],
    );
  }
  if (mayBe === undefined) throw new Error(`the categories of ${feature} are known`);
  return problem(
    `feature \`${feature}\`: the file does not tell its categories whole, since XGBoost cuts names with letters beyond ASCII: ${shown}`,
    [
      `Write them whole, in the order of their codes (of pandas \`X["${feature}"].cat.categories\`): \`features: { ${name}: { encode: ordinal, order: [${names.join(', ')}] } }\``,
    ],
  );
}

function nearHints(name: string, names: readonly string[]): readonly string[] {
  const nearest = nearestWord(name, names);
  return nearest === undefined ? [`It has: ${names.join(', ')}`] : [`Did you mean \`${nearest}\`?`];
}
