import type { Profile } from '../../data/profile/profile.js';
import type { Suspicion } from '../../data/profile/suspicion.js';
import { formatCount } from '../../ui/format.js';
import { html, type Markup, type Part, sentence } from '../html/markup.js';
import { section } from '../html/section.js';
import { suspicionSentence } from './suspicion-words.js';

const mostShown = 60;

/** What to look at before a model learns from the data; the worst first. */
export function suspicionsSection({ suspicions, columns }: Profile): Markup {
  if (suspicions.length === 0) {
    return section({ id: 'suspicions', title: 'Suspicions', lead: 'Nothing looks suspicious.' });
  }
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  const lead = 'What to look at before a model learns from the data, what matters most first.';
  const items = suspicions.slice(0, mostShown).map((each) => item(each, places));
  return section(
    { id: 'suspicions', title: `Suspicions (${formatCount(suspicions.length)})`, lead },
    html`<ul class="suspicions">${items}</ul>`,
    suspicions.length > mostShown &&
      html`<p class="more">${mostShown} of ${suspicions.length} are shown</p>`,
  );
}

function item(suspicion: Suspicion, places: ReadonlyMap<string, number>): Part {
  const at = places.get(suspicion.columns[0] ?? '');
  const words = sentence(suspicionSentence(suspicion));
  return html`<li class="${suspicion.weight}"><span class="badge">${suspicion.weight}</span><span>${words}${
    at !== undefined && html` <a href="#c${at}" class="quiet">show</a>`
  }</span></li>`;
}
