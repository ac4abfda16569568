import { named, type PersonalKind, written } from '../kind.js';

/** Indian permanent account numbers (Income Tax Department): the fourth letter says what the holder is. */
export const inPan: PersonalKind = {
  name: 'in-pan',
  title: 'Indian permanent account numbers',
  proof: 'shape',
  types: written,
  pattern: '[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]',
  valid: (value) => value.slice(5, 9) !== '0000',
  hint: named('pan', 'pan_?(?:no|number|card)'),
  advice: 'drop',
};
