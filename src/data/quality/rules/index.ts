import { Registry } from '../../../registry.js';
import { between } from './between.js';
import { determines } from './determines.js';
import { expression } from './expression.js';
import { fresh } from './fresh.js';
import { isIn } from './is-in.js';
import { length } from './length.js';
import { likeLast } from './like-last.js';
import { matches } from './matches.js';
import { meanBetween } from './mean-between.js';
import { monotonic } from './monotonic.js';
import { notIn } from './not-in.js';
import { notNull } from './not-null.js';
import { quantile } from './quantile.js';
import { references } from './references.js';
import { rows } from './rows.js';
import type { QualityRule } from './rule.js';
import { type } from './type.js';
import { typos } from './typos.js';
import { unique } from './unique.js';

/** Every rule a project may hold its rows to. To add one: write its file, add its line. */
export const qualityRules = new Registry<QualityRule>('quality rule', [
  between,
  determines,
  expression,
  fresh,
  isIn,
  length,
  likeLast,
  matches,
  meanBetween,
  monotonic,
  notIn,
  notNull,
  quantile,
  references,
  rows,
  type,
  typos,
  unique,
]);
