import { dirname, relative, resolve } from 'node:path';
import type { Json, JsonObject } from '../contracts/json.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { fileLayer, type Layer, type LayerSource, mergeLayers, setLayer } from './layers.js';
import type { LoadRequest } from './load-request.js';
import { parseAssignment } from './parse-assignment.js';
import type { Path } from './project.js';
import { readProjectFile } from './read-project-file.js';
import { resolveReferences } from './references.js';
import { type ExpandContext, isObject } from './short-forms.js';
import { invalid, parseYaml, type YamlFile } from './yaml-document.js';

/** Everything a project is made of, before it is checked. */
export interface WrittenProject {
  /** What is built on first, what overrides last. */
  readonly layers: readonly Layer[];
  /** Problems that were found on the way. */
  readonly problems: readonly Problem[];
  /** What each resolved reference stood for, to the reference as written. */
  readonly references: ReadonlyMap<string, string>;
}

/** Reads the file and what it extends, then its environments, then `--set`: one layer each. */
export async function readLayers(request: LoadRequest): Promise<WrittenProject> {
  const reading = new Reading(request);
  await reading.file(request.file, []);
  for (const name of request.environments ?? []) reading.environment(name);
  for (const assignment of request.assignments ?? []) reading.assignment(assignment);
  return reading;
}

class Reading implements WrittenProject {
  readonly layers: Layer[] = [];
  readonly problems: Problem[] = [];
  readonly references = new Map<string, string>();
  readonly #request: LoadRequest;
  readonly #environments = new Map<
    string,
    { yaml: YamlFile; written: Json; label: string; file: Omit<LayerSource, 'inside'> }
  >();

  constructor(request: LoadRequest) {
    this.#request = request;
  }

  /** Adds the layers of a file: those it extends first. */
  async file(path: string, above: readonly string[]): Promise<void> {
    const label = relative(this.#request.cwd, path) || path;
    const text = await readProjectFile(path, label);
    const yaml = parseYaml(label, text);
    if (!isObject(yaml.value)) throw notAMapping(label, yaml);
    await this.#extended(yaml, { path, above: [...above, path] });
    const file = { file: path, text };
    for (const [name, written] of Object.entries(mapping(yaml.value['environments']))) {
      this.#environments.set(name, { yaml, written, label, file });
    }
    const { environments, ...own } = yaml.value;
    this.#addFileLayer({ yaml, written: own, inside: [], label, file });
    if (environments !== undefined && environments !== null && !isObject(environments)) {
      this.#problem(yaml, ['environments'], {
        code: 'project/wrong-type',
        message: '`environments` must be a mapping of names to settings',
        hints: ['Write it as `environments: { production: { deploy: { port: 80 } } }`'],
      });
    }
  }

  /** Adds the overlay of one environment. */
  environment(name: string): void {
    const found = this.#environments.get(name);
    if (found === undefined) {
      const known = [...this.#environments.keys()];
      const nearest = nearestWord(name, known);
      throw new MlxError('project/unknown-environment', `There is no environment \`${name}\``, {
        hints: [
          ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
          known.length === 0
            ? 'Add one under `environments:` in the project file'
            : `Use one of: ${known.join(', ')}`,
        ],
      });
    }
    const { yaml, written, label, file } = found;
    const inside = ['environments', name];
    if (written === null) return;
    if (!isObject(written)) {
      this.#problem(yaml, inside, {
        code: 'project/wrong-type',
        message: `\`${inside.join('.')}\` must be a mapping of settings`,
        hints: ['Write what is different there, such as `{ deploy: { port: 80 } }`'],
      });
      return;
    }
    for (const key of ownOfFiles.filter((each) => each in written)) {
      this.#problem(yaml, [...inside, key], {
        code: 'project/contradiction',
        message: `An environment cannot have \`${key}\` of its own`,
        hints: [`Move \`${key}\` to the top of the file`],
      });
    }
    this.#addFileLayer({ yaml, written, inside, label: `${label} (${name})`, file });
  }

  /** Adds one `--set`. */
  assignment(text: string): void {
    const written = parseAssignment(text);
    const [key = ''] = Object.keys(written);
    if (ownOfFiles.includes(key)) {
      throw new MlxError('usage/bad-option', `\`--set\` cannot change \`${key}\``, {
        hints: [`Write \`${key}\` into the project file`],
      });
    }
    this.layers.push(setLayer(text, written, this.#context()));
  }

  #addFileLayer(part: {
    yaml: YamlFile;
    written: JsonObject;
    inside: Path;
    label: string;
    file: Omit<LayerSource, 'inside'>;
  }): void {
    const environment = this.#request.variables;
    const dir = dirname(part.file.file);
    const written = resolveReferences(
      part.written,
      { environment, dir },
      {
        problem: (path, problem) => this.#problem(part.yaml, [...part.inside, ...path], problem),
        resolved: ({ value, written: reference }) => this.references.set(value, reference),
      },
    );
    this.layers.push(fileLayer({ ...part, written }, this.#context()));
  }

  async #extended(
    yaml: YamlFile,
    { path, above }: { path: string; above: readonly string[] },
  ): Promise<void> {
    const value = (yaml.value as JsonObject)['extends'] ?? [];
    const names: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
    for (const [index, name] of names.entries()) {
      const at = Array.isArray(value) ? ['extends', index] : ['extends'];
      if (typeof name !== 'string') {
        this.#problem(yaml, at, {
          code: 'project/wrong-type',
          message: '`extends` must name a file, or be a list of files',
          hints: ['Write it as `extends: base.yaml`'],
        });
        continue;
      }
      const base = resolve(dirname(path), name);
      if (above.includes(base)) {
        this.#problem(yaml, at, {
          code: 'project/extends-missing',
          message:
            base === path ? 'The file extends itself' : `\`${name}\` extends this file in turn`,
          hints: [base === path ? 'Remove it' : 'Remove one of the two `extends`'],
        });
      } else {
        await this.#base(base, { above, yaml, at, name });
      }
    }
  }

  async #base(
    base: string,
    from: { above: readonly string[]; yaml: YamlFile; at: Path; name: string },
  ): Promise<void> {
    try {
      await this.file(base, from.above);
    } catch (error) {
      if (!(error instanceof MlxError) || error.code !== 'project/missing') throw error;
      this.#problem(from.yaml, from.at, {
        code: 'project/extends-missing',
        message: `There is no file \`${from.name}\` to extend`,
        hints: ['Correct the path; it is relative to the file that names it'],
      });
    }
  }

  #problem(yaml: YamlFile, path: Path, problem: Omit<Problem, 'place'>): void {
    const place = yaml.placeOf(path);
    this.problems.push(place === undefined ? problem : { ...problem, place });
  }

  #context(): ExpandContext {
    const { sources } = this.#request.catalogue;
    return {
      base: mergeLayers(this.layers),
      sourceTypeOf: (path) => {
        const name = path.toLowerCase().replace(/\.(gz|zst|bz2)$/, '');
        const fits = ({ extensions }: { readonly extensions: readonly string[] }): boolean =>
          extensions.some((end) => name.endsWith(end));
        return [...sources].find(fits)?.name;
      },
    };
  }
}

function notAMapping(label: string, yaml: YamlFile): MlxError {
  const place = yaml.placeOf([]) ?? { file: label, line: 1, column: 1 };
  const message =
    yaml.value === null
      ? 'The file has no settings in it'
      : `The file is ${kindOf(yaml.value)}, not a mapping`;
  const hints = ['Start with `task:` and `ingest:`, or run `mlx init`'];
  return invalid(label, [{ code: 'project/not-a-mapping', message, place, hints }]);
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'a list' : 'a single value';
}

/** Settings about files, which only a file can have. */
const ownOfFiles: readonly string[] = ['extends', 'environments'];

function mapping(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
