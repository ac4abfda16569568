import type { JsonObject } from '../contracts/json.js';
import { nearestWord } from '../errors/index.js';
import type { Registry } from '../registry.js';
import type { Complaint } from './describe-problem.js';
import type { ListedPlugin } from './plugin-catalogue.js';
import type { Path } from './project.js';

interface Item {
  readonly plugins: Registry<ListedPlugin>;
  /** Where the item stands. */
  readonly path: Path;
  readonly report: (complaint: Complaint) => void;
}

/** The plug-in an item of a list names by a key it has. Reports an item that names none, or several. */
export function pluginOfItem(
  settings: JsonObject,
  { plugins, path, report }: Item,
): string | undefined {
  const [name, another] = namesIn(settings, plugins);
  if (name === undefined) report(namesNone(settings, plugins, path));
  else if (another !== undefined) {
    report({
      code: 'project/contradiction',
      path: [...path, another],
      atKey: true,
      message: `\`${name}\` and \`${another}\` are two, and an item is one ${plugins.kind}`,
      hints: ['Write an item for each'],
    });
  } else return name;
  return undefined;
}

/** Plug-ins named by a key, in the order written; a key that is a setting of another one named is just that. */
function namesIn(settings: JsonObject, plugins: Registry<ListedPlugin>): readonly string[] {
  const named = Object.keys(settings).filter((key) => plugins.has(key));
  return named.filter(
    (name) =>
      !named.some((other) => other !== name && Object.hasOwn(plugins.get(other).properties, name)),
  );
}

function namesNone(settings: JsonObject, plugins: Registry<ListedPlugin>, path: Path): Complaint {
  const known = new Set([...plugins].flatMap(({ properties }) => Object.keys(properties)));
  const all = `Use one of: ${plugins.names.join(', ')}`;
  const unknown = Object.keys(settings).filter((key) => !known.has(key));
  const meant = unknown.find((key) => nearestWord(key, plugins.names) !== undefined) ?? unknown[0];
  if (meant === undefined) {
    return {
      code: 'project/missing-key',
      path,
      message: `\`${path.join('.')}\` names no ${plugins.kind}`,
      hints: [all],
    };
  }
  const nearest = nearestWord(meant, plugins.names);
  return {
    code: 'project/unknown-key',
    path: [...path, meant],
    atKey: true,
    message: `There is no ${plugins.kind} \`${meant}\``,
    hints: [...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]), all],
  };
}
