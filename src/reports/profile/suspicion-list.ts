import type { Suspicion } from '../../data/profile/suspicion.js';
import { plain } from '../../ui/style.js';
import { printable } from '../../ui/text-width.js';
import type { ProfileLook } from './profile-look.js';
import { suspicionSentence } from './suspicion-words.js';

/** The least important first, so that what matters most stands last, where the eye is. */
export function suspicionList(suspicions: readonly Suspicion[], look: ProfileLook): string {
  const { style = plain, symbols } = look;
  if (suspicions.length === 0) return `${style.green(symbols.done)} nothing suspicious\n`;
  const signs = {
    high: style.red(symbols.failed),
    medium: style.yellow(symbols.warning),
    low: style.dim(symbols.pending),
  };
  return suspicions
    .toReversed()
    .map((suspicion) => `${signs[suspicion.weight]} ${printable(suspicionSentence(suspicion))}\n`)
    .join('');
}
