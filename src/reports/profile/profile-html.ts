import type { Profile } from '../../data/profile/profile.js';
import { clipped, html } from '../html/markup.js';
import { page } from '../html/page.js';
import { associationsSection } from './associations-section.js';
import { columnCards } from './column-cards.js';
import { columnsSection } from './columns-section.js';
import { missingSection } from './missing-section.js';
import { overviewSection } from './overview-section.js';
import { profileScript } from './profile-script.js';
import { profileStyle } from './profile-style.js';
import { suspicionsSection } from './suspicions-section.js';
import { targetSection } from './target-section.js';

/**
 * The whole profile as one HTML file: no requests, light and dark, fit to print, and readable without its small script,
 * which only sorts and searches. Everything that came from the data is escaped and cut to a sane length. It grows with
 * the columns, not with the rows; the same profile gives the same bytes.
 */
export function profileHtml(title: string, profile: Profile): string {
  return page(
    `${clipped(title, 80)}: profile`,
    html`${overviewSection(title, profile)}
${suspicionsSection(profile)}
${columnsSection(profile)}
${targetSection(profile)}
${associationsSection(profile)}
${missingSection(profile)}
${columnCards(profile)}`,
    { style: profileStyle, script: profileScript },
  );
}
