import { join } from 'node:path';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import type { Profile } from '../../data/profile/profile.js';
import { profileHtml } from '../../reports/profile/profile-html.js';

/** The document that `--json` prints and `reports/profile.json` holds. */
export const profileSchema = 'mlx.profile/1';

/** Where the page of a project's data lies. */
export const profilePage = join('reports', 'profile.html');
const profileDocument = join('reports', 'profile.json');

/** Writes a profile as one HTML page. */
export async function writeProfilePage(
  file: string,
  title: string,
  profile: Profile,
): Promise<void> {
  await writeAtomically(file, profileHtml(title, profile));
}

/** Writes the page and the document into a project; gives both, relative to it, the page first. */
export async function writeProfileReports(
  dir: string,
  title: string,
  profile: Profile,
): Promise<readonly string[]> {
  await writeProfilePage(join(dir, profilePage), title, profile);
  const document = { schema: profileSchema, data: title, ...profile };
  await writeAtomically(join(dir, profileDocument), `${JSON.stringify(document, null, 2)}\n`);
  return [profilePage, profileDocument];
}
