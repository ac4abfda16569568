import { relative } from 'node:path';
import type { Json, JsonObject } from '../contracts/json.js';
import { MlxError } from '../errors/index.js';
import type { Layer } from './layers.js';
import type { LoadRequest } from './load-request.js';
import type { Path } from './project.js';
import { readLayers } from './read-layers.js';
import { expandShortForms } from './short-forms.js';
import { type WhyNot, withSetting } from './write-setting.js';
import { parseYaml } from './yaml-document.js';

/** A setting that is to be another; `path` is that of the long form. */
export interface SettingChange {
  readonly path: Path;
  readonly value: Json;
}

/** A file before and after. */
export interface FileEdit {
  /** Absolute path. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The files of a project as they were when they were read, so that settings can be written into them. */
export class WritableProject {
  readonly #layers: readonly Layer[];
  readonly #request: LoadRequest;

  private constructor(layers: readonly Layer[], request: LoadRequest) {
    this.#layers = layers;
    this.#request = request;
  }

  static async read(request: LoadRequest): Promise<WritableProject> {
    return new WritableProject((await readLayers(request)).layers, request);
  }

  /**
   * What the files would be with these settings: each where it was written last, or else where its candidate or block was first written.
   * Throws `tune/cannot-apply` with every setting that cannot be written.
   */
  edits(changes: readonly SettingChange[]): readonly FileEdit[] {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    const problems = changes.flatMap(({ path, value }) => {
      const layer = this.#layerOf(path);
      if (layer.source === undefined) {
        const message = `\`${nameOf(path)}\` comes from \`--set\``;
        const hints = ['Leave it out of the command: what is set there is in no file'];
        return [{ code: 'tune/cannot-apply' as const, message, hints }];
      }
      const { file, text, inside } = layer.source;
      if (value === null) {
        const message = `\`${nameOf(path)}\` did best when it was left out`;
        return [{ code: 'tune/cannot-apply' as const, message, hints: ['Remove it by hand'] }];
      }
      before.set(file, text);
      const now = after.get(file) ?? text;
      const written = writtenPath(now, { inside, path, file });
      const changed = withSetting(now, [...inside, ...written], value);
      if ('text' in changed) {
        after.set(file, changed.text);
        return [];
      }
      const place = layer.placeOf(path) ?? layer.placeOf(path.slice(0, -1));
      return [
        {
          code: 'tune/cannot-apply' as const,
          message: `\`${nameOf(path)}\` ${reasons[changed.whyNot]}`,
          ...(place !== undefined && { place }),
          hints: [`Write it by hand: ${JSON.stringify(value)}`],
        },
      ];
    });
    if (problems.length > 0) {
      const message = 'What the search found cannot be written into the project';
      throw new MlxError('tune/cannot-apply', message, { problems });
    }
    return [...after].map(([file, text]) => ({
      file,
      before: before.get(file) ?? '',
      after: text,
    }));
  }

  /** How a file is called in messages. */
  labelOf(file: string): string {
    return relative(this.#request.cwd, file) || file;
  }

  #layerOf(path: Path): Layer {
    const exact = this.#layers.findLast((layer) => layer.placeOf(path) !== undefined);
    if (exact !== undefined) return exact;
    for (let depth = path.length - 1; depth > 0; depth--) {
      const parent = path.slice(0, depth);
      const first = this.#layers.find(
        (layer) => layer.source !== undefined && layer.placeOf(parent) !== undefined,
      );
      if (first !== undefined) return first;
    }
    const own = this.#layers.find(({ source }) => source?.file === this.#request.file);
    if (own === undefined) throw new Error('a project has a file of its own');
    return own;
  }
}

const reasons: Readonly<Record<WhyNot, string>> = {
  anchor: 'is written by an anchor, which may say the same elsewhere',
  reference: 'is a reference to something outside of the file',
  other: 'cannot be changed without changing what stands beside it',
};

/** Where a setting of the long form stands, or would stand, in what was written. */
function writtenPath(
  text: string,
  { inside, path, file }: { readonly inside: Path; readonly path: Path; readonly file: string },
): Path {
  let own: Json | undefined = parseYaml(file, text).value;
  for (const step of inside) own = (own as JsonObject | undefined)?.[String(step)];
  const { moves } = expandShortForms((own ?? {}) as JsonObject, {
    ...{ base: {}, sourceTypeOf: () => undefined },
  });
  const moved = moves.find(({ now }) => now.every((step, at) => path[at] === step));
  if (moved !== undefined) return [...moved.written, ...path.slice(moved.now.length)];
  // A setting that is new stands beside those that moved from the same place.
  const beside = moves.find(
    ({ now, written }) =>
      now.at(-1) === written.at(-1) && now.slice(0, -1).every((step, at) => path[at] === step),
  );
  if (beside === undefined) return path;
  return [...beside.written.slice(0, -1), ...path.slice(beside.now.length - 1)];
}

function nameOf(path: Path): string {
  return path.join('.');
}
