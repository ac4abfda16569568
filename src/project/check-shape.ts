import type { Json, JsonObject } from '../contracts/json.js';
import { type Complaint, describeSchemaError, notAllowed } from './describe-problem.js';
import type { PluginCatalogue } from './plugin-catalogue.js';
import { pluginOfItem } from './plugin-of-item.js';
import { listedBlocks, namedBlocks, schemasOf, singleBlock, stepsBlock } from './plugin-schemas.js';
import type { Path } from './project.js';
import { isObject } from './short-forms.js';
import type { Validate } from './validate.js';
import { openValidators } from './validators.js';

const candidates: Path = ['train', 'candidates'];

type Report = (complaint: Complaint) => void;

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
    report(withPlugins(complaint, catalogue));
  });
  const named = (
    settings: JsonObject,
    at: Path,
    {
      key,
      kind,
    }: Pick<(typeof namedBlocks)[number] | typeof singleBlock | typeof stepsBlock, 'key' | 'kind'>,
  ): void => {
    const plugin = settings[key];
    if (typeof plugin !== 'string') return;
    if (catalogue[kind].has(plugin)) {
      check(validatorOf(`${kind}/${plugin}`), { value: settings, path: at }, report);
    } else {
      report(notAllowed([...at, key], plugin, catalogue[kind].names));
    }
  };
  for (const block of namedBlocks) {
    for (const { name, settings } of entriesAt(value, block.path)) {
      named(settings, [...block.path, name], block);
    }
  }
  const owners = [
    ['train'],
    ...entriesAt(value, candidates).map(({ name }) => [...candidates, name]),
  ];
  for (const owner of owners) {
    const path = [...owner, singleBlock.setting];
    const settings = valueAt(value, path);
    if (isObject(settings)) named(settings, path, singleBlock);
  }
  for (const { name: item } of itemsAt(value, stepsBlock.path)) {
    const path = [...stepsBlock.path, item, stepsBlock.within];
    for (const { name: step, settings } of itemsAt(value, path)) {
      named(settings, [...path, step], stepsBlock);
    }
  }
  for (const { path, kind } of listedBlocks) {
    for (const { name: index, settings } of itemsAt(value, path)) {
      const at = [...path, index];
      const plugin = pluginOfItem(settings, { plugins: catalogue[kind], path: at, report });
      if (plugin === undefined) continue;
      check(validatorOf(`${kind}/${plugin}`), { value: settings, path: at }, report);
    }
  }
  for (const { name, settings } of entriesAt(value, ['features'])) {
    const schema = name === allColumns ? 'features-together' : 'feature';
    check(validatorOf(schema), { value: settings, path: ['features', name] }, report);
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
  for (const error of validate.errors ?? []) report(describeSchemaError(error, path));
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
