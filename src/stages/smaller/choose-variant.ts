import type { SavedModel } from '../../contracts/model.js';
import { MlxError, type Problem } from '../../errors/index.js';
import type { Path } from '../../project/project.js';
import type { Measured } from './measure-variants.js';
import type { VariantFacts } from './smaller-report.js';
import type { SmallerSettings } from './smaller-settings.js';

/** Which model becomes the package. */
interface Chosen {
  readonly used: string;
  /** Absent when it is the full one. */
  readonly model?: SavedModel;
}

/**
 * The variant that is wished for, or the smallest that keeps the requirements. Throws `smaller/not-applicable`, and `smaller/refused` with
 * every line that is missed.
 */
export function chooseVariant({ use }: Pick<SmallerSettings, 'use'>, measured: Measured): Chosen {
  if (use === 'full') return { used: 'full' };
  const able = measured.variants.flatMap((each) => ('cannot' in each ? [] : [each]));
  if (use !== 'smallest') {
    const wanted = measured.variants.find(({ name }) => name === use);
    if (wanted === undefined) throw new Error(`${use} was not tried`);
    if ('cannot' in wanted) throw notApplicable(`\`${use}\` ${wanted.cannot}`);
    if (wanted.missed.length > 0) throw refused([wanted]);
    return chosen(use, measured);
  }
  if (able.length === 0) {
    const whys = measured.variants.map((each) =>
      'cannot' in each ? `\`${each.name}\` ${each.cannot}` : '',
    );
    throw notApplicable(`Nothing that is tried goes with this model: ${whys.join('; ')}`);
  }
  const kept = able.filter(({ missed }) => missed.length === 0);
  if (kept.length === 0) throw refused(able);
  const smallest = kept.reduce((best, next) => (next.bytes < best.bytes ? next : best));
  return chosen(smallest.name, measured);
}

function chosen(used: string, { models }: Measured): Chosen {
  const model = models.get(used);
  return { used, ...(model !== undefined && { model }) };
}

/** That variants miss lines, each with the place of its line. */
function refused(variants: readonly VariantFacts[]): MlxError {
  const problems = variants.flatMap(({ name, missed }) =>
    missed.map(({ line, why }) => missedLine(`\`${name}\`: ${why}`, ['requirements', line])),
  );
  return refusal(problems);
}

/** That a smaller model is refused, for these reasons. */
export function refusal(problems: readonly (Problem & { readonly path: Path })[]): MlxError {
  const count = problems.length === 1 ? 'a requirement' : `${problems.length} requirements`;
  return new MlxError('smaller/refused', `The smaller model misses ${count}`, {
    problems,
    hints: [
      '`mlx package --set package.smaller.use=full` packages the full model and shows the table of all that is tried',
      'Try a way that loses less, such as `float16`, or allow a larger loss',
    ],
  });
}

/** A missed line; `path` leads on from `package.smaller`. */
export function missedLine(message: string, path: Path): Problem & { readonly path: Path } {
  return { code: 'smaller/refused', message, path };
}

function notApplicable(message: string): MlxError {
  return new MlxError('smaller/not-applicable', message, {
    hints: ['See docs/smaller.md for what goes with what'],
  });
}
