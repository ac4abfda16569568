import { Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Json } from '../contracts/json.js';
import { settingsOf } from './complete-project.js';
import type { Path, Project } from './project.js';
import { isObject } from './short-forms.js';

/** The complete project as YAML in its long form; with `origins`, a comment at each value says where it is from. */
export function configYaml(project: Project, origins: boolean): string {
  const document = new Document(shown(project));
  if (origins) annotate(document.contents, [], project);
  return document.toString({ lineWidth: 0 });
}

/** The complete project as JSON, with the origin of each value by its path. */
export function configOrigins(project: Project): {
  settings: Json;
  origins: Record<string, string>;
} {
  const settings = shown(project);
  const origins: Record<string, string> = {};
  const visit = (value: Json, path: Path): void => {
    if (isObject(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    } else {
      origins[path.join('.')] = project.originOf(path);
    }
  };
  visit(settings, []);
  return { settings, origins };
}

/** Without the secrets, and without what was not set and has no default. */
function shown(project: Project): Json {
  const { train, ...rest } = settingsOf(project);
  const { select, ...written } = train;
  const settings = { ...rest, train: select === null ? written : train };
  return project.masked(settings as unknown as Json);
}

function annotate(node: Node | null, path: Path, project: Project): void {
  const inner = childrenOf(node);
  if (inner.length > 0) {
    for (const { step, child } of inner) annotate(child, [...path, step], project);
  } else if (node !== null) {
    if (isSeq(node) || isMap(node)) node.flow = true;
    node.comment = ` ${project.originOf(path)}`;
  }
}

/** What has an origin of its own: entries of mappings, and of lists of mappings. */
function childrenOf(node: Node | null): readonly { step: string | number; child: Node | null }[] {
  if (isMap(node)) {
    return node.items.map(({ key, value }) => ({
      step: isScalar(key) ? String(key.value) : String(key),
      child: value as Node | null,
    }));
  }
  if (!isSeq(node) || !node.items.some(isMap)) return [];
  return node.items.map((item, step) => ({ step, child: item as Node }));
}
