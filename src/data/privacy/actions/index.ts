import { Registry } from '../../../registry.js';
import type { PrivacyAction } from './action.js';
import { drop } from './drop.js';
import { generalise } from './generalise.js';
import { keep } from './keep.js';
import { mask } from './mask.js';
import { pseudonymise } from './pseudonymise.js';
import { tokenise } from './tokenise.js';

/** Every way to protect a column. */
export const privacyActions = new Registry<PrivacyAction>('privacy action', [
  drop,
  mask,
  pseudonymise,
  tokenise,
  generalise,
  keep,
]);
