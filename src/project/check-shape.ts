import type { Json, JsonObject } from '../contracts/json.js';
import { type Complaint, describeSchemaError, notAllowed } from './describe-problem.js';
import { ofNearestForm } from './nearest-form.js';
import type { PluginCatalogue } from './plugin-catalogue.js';
import { pluginOfItem } from './plugin-of-item.js';
import { listedBlocks, namedBlocks, schemasOf, singleBlock, stepsBlock } from './plugin-schemas.js';
import type { Path } from './project.js';
import { isObject } from './short-forms.js';
import type { Validate } from './validate.js';
import { openValidators } from './validators.js';

const candidates: Path = ['train', 'candidates'];

type Report = (complaint: Complaint) => void;

/** A project in its long form, with all that its parts are checked with. */
interface Checked {
  readonly value: JsonObject;
  readonly catalogue: PluginCatalogue;
  readonly validatorOf: (schema: string) => Validate;
  readonly report: Report;
}

/** The setting that names a plug-in, and the kind it is of. */
type PluginKey = Pick<
  (typeof namedBlocks)[number] | typeof singleBlock | typeof stepsBlock,
  'key' | 'kind'
>;

/**
 * Checks a project in its long form against the schema and the schemas of the plug-ins it names, and fills
 * in their defaults. Reports every complaint; the value may be used when there was none.
 */
export async function checkShape(
  value: JsonObject,
  catalogue: PluginCatalogue,
  report: Report,
): Promise<void> {
  const validatorOf = await openValidators(schemasOf(catalogue));
  check(validatorOf('project'), { value, path: [] }, (complaint) => {
    // What is said of a column is checked below, where the steps are known.
    const [block, , ...inside] = complaint.path;
    if (block === 'features' && inside.length > 0) return;
    report(withPlugins(complaint, catalogue));
  });
  const checked = { value, catalogue, validatorOf, report };
  checkNamedBlocks(checked);
  checkSingleBlocks(checked);
  checkSteps(checked);
  checkListedBlocks(checked);
  checkFeatures(checked);
}

/** Mappings whose entries each name a plug-in. */
function checkNamedBlocks(checked: Checked): void {
  for (const block of namedBlocks) {
    for (const { name, settings } of entriesAt(checked.value, block.path)) {
      checkNamed({ settings, path: [...block.path, name] }, block, checked);
    }
  }
}

/** The one plug-in of `train`, and of each candidate. */
function checkSingleBlocks(checked: Checked): void {
  const { value } = checked;
  const owners = [
    ['train'],
    ...entriesAt(value, candidates).map(({ name }) => [...candidates, name]),
  ];
  for (const owner of owners) {
    const path = [...owner, singleBlock.setting];
    const settings = valueAt(value, path);
    if (isObject(settings)) checkNamed({ settings, path }, singleBlock, checked);
  }
}

/** The steps within each item of a list. */
function checkSteps(checked: Checked): void {
  const { value } = checked;
  for (const { name: item } of itemsAt(value, stepsBlock.path)) {
    const path = [...stepsBlock.path, item, stepsBlock.within];
    for (const { name: step, settings } of itemsAt(value, path)) {
      checkNamed({ settings, path: [...path, step] }, stepsBlock, checked);
    }
  }
}

/** Lists whose items are each of the plug-in whose key they have. */
function checkListedBlocks({ value, catalogue, validatorOf, report }: Checked): void {
  for (const { path: list, kind } of listedBlocks) {
    for (const { name: index, settings } of itemsAt(value, list)) {
      const path = [...list, index];
      const plugin = pluginOfItem(settings, { plugins: catalogue[kind], path, report });
      if (plugin === undefined) continue;
      check(validatorOf(`${kind}/${plugin}`), { value: settings, path }, report);
    }
  }
}

function checkFeatures({ value, validatorOf, report }: Checked): void {
  for (const { name, settings } of entriesAt(value, ['features'])) {
    const schema = name === allColumns ? 'features-together' : 'feature';
    check(validatorOf(schema), { value: settings, path: ['features', name] }, report);
  }
}

/** Settings against the schema of the plug-in that they name; one that is not a text the project's schema complains of. */
function checkNamed(
  { settings, path }: { readonly settings: JsonObject; readonly path: Path },
  { key, kind }: PluginKey,
  { catalogue, validatorOf, report }: Checked,
): void {
  const plugin = settings[key];
  if (typeof plugin !== 'string') return;
  if (catalogue[kind].has(plugin)) {
    check(validatorOf(`${kind}/${plugin}`), { value: settings, path }, report);
  } else {
    report(notAllowed([...path, key], plugin, catalogue[kind].names));
  }
}

/** Stands for all columns together under `features`. */
const allColumns = '_';

/** A plug-in that is not named: which there are. */
function withPlugins(complaint: Complaint, catalogue: PluginCatalogue): Complaint {
  const { code, path } = complaint;
  const block = namedBlocks.find(
    (each) =>
      path.length === each.path.length + 1 && each.path.every((step, at) => path[at] === step),
  );
  if (code !== 'project/missing-key' || block === undefined) return complaint;
  const names = catalogue[block.kind].names.join(', ');
  return { ...complaint, hints: [`Add \`${block.key}:\` with one of: ${names}`] };
}

function check(
  validate: Validate,
  { value, path }: { readonly value: Json; readonly path: Path },
  report: Report,
): void {
  if (validate(value)) return;
  for (const error of ofNearestForm(validate.errors ?? [])) {
    report(describeSchemaError(error, path));
  }
}

interface Entry<Name extends string | number> {
  readonly name: Name;
  readonly settings: JsonObject;
}

/** The mappings in the mapping at a path, with their names; what is no mapping the project's schema complains of. */
function entriesAt(value: JsonObject, path: Path): readonly Entry<string>[] {
  const inner = valueAt(value, path);
  return isObject(inner) ? Object.entries(inner).flatMap(mappings) : [];
}

/** The mappings in the list at a path, with their positions. */
function itemsAt(value: JsonObject, path: Path): readonly Entry<number>[] {
  const inner = valueAt(value, path);
  return Array.isArray(inner) ? [...(inner as readonly Json[]).entries()].flatMap(mappings) : [];
}

function valueAt(value: JsonObject, path: Path): Json | undefined {
  let inner: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(inner)) inner = (inner as readonly Json[])[step as number];
    else inner = isObject(inner) ? inner[step] : undefined;
  }
  return inner;
}

function mappings<Name extends string | number>([name, settings]: readonly [
  Name,
  Json,
]): readonly Entry<Name>[] {
  return isObject(settings) ? [{ name, settings }] : [];
}
