import { Registry } from '../../registry.js';
import { aggregate } from './aggregate.js';
import { changes } from './changes.js';
import type { CombineVerb } from './combine-verb.js';
import { dedupe } from './dedupe.js';
import { from } from './from.js';
import { join } from './join.js';
import { merge } from './merge.js';
import { union } from './union.js';

/** Every step that combines sources. To add one: write its file, add its line. */
export const combineVerbs: Registry<CombineVerb> = new Registry<CombineVerb>('way to combine', [
  from,
  join,
  union,
  aggregate,
  dedupe,
  merge,
  changes,
]);
