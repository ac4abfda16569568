import { nearestWord, type Problem } from '../errors/index.js';
import type { Complaint } from './describe-problem.js';
import type { Path } from './project.js';
import { projectSchema } from './project-schema.js';

/** What `placeOf` calls a value given by `--set`; the assignment stands behind it. */
const setPrefix = '--set ';

/**
 * What to write instead of a setting that is not there: one of that name in another block, or the nearest name beside it. A
 * setting that `--set` gave is shown as it would stand on the command line.
 */
export function nearestSetting(
  { path, nearest }: Complaint,
  place: Problem['place'],
): string | undefined {
  const meant = outside(path, nearest);
  const given = place?.file.startsWith(setPrefix) === true ? place.file : undefined;
  if (given === undefined) return meant?.instead;
  const beside = nearest === undefined ? undefined : [...path.slice(0, -1), nearest].join('.');
  const wrong = `${setPrefix}${meant?.written ?? path.join('.')}`;
  return asOption(given, { wrong, instead: meant?.instead ?? beside });
}

/** The whole option with another path in it, where it begins with the wrong one. */
function asOption(
  given: string,
  { wrong, instead }: { readonly wrong: string; readonly instead: string | undefined },
): string | undefined {
  if (instead === undefined || !given.startsWith(wrong)) return instead;
  return `${setPrefix}${instead}${given.slice(wrong.length)}`;
}

interface Meant {
  /** The path as it was written, in the short form where that was used. */
  readonly written: string;
  readonly instead: string;
}

/** A setting of the same name in another block; or one beside `model`, where the candidate's own have none like it. */
function outside(path: Path, nearest: string | undefined): Meant | undefined {
  const [block, , , key] = path.map(String);
  if (path.length === 1 && block !== undefined) {
    const [only, ...more] = pathsTo(block);
    return only === undefined || more.length > 0 ? undefined : { written: block, instead: only };
  }
  if (path.length !== 4 || block !== 'train' || key === undefined || nearest !== undefined)
    return undefined;
  const other = nearestWord(key, Object.keys(projectSchema.properties.train.properties));
  return other === undefined ? undefined : { written: `train.${key}`, instead: `train.${other}` };
}

/** Where a name stands among the settings of the blocks. */
function pathsTo(name: string): readonly string[] {
  const blocks = Object.entries(projectSchema.properties as Readonly<Record<string, Block>>);
  return blocks.flatMap(([block, { properties = {} }]) =>
    name in properties ? [`${block}.${name}`] : [],
  );
}

interface Block {
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** What the headline of an error names: the project file, the options that override it, or both. */
export function whatIsWrong(file: string, problems: readonly Problem[]): string {
  const given = problems.filter(({ place }) => place?.file.startsWith(setPrefix) === true);
  if (given.length === 0) return `\`${file}\``;
  if (given.length < problems.length) return `\`${file}\` together with \`--set\``;
  const [only, ...more] = new Set(given.map(({ place }) => place?.file));
  return `\`${more.length === 0 ? only : setPrefix.trim()}\``;
}
