import { Registry } from '../../../registry.js';
import { between } from './between.js';
import { notNull } from './not-null.js';
import type { QualityRule } from './rule.js';

/** Every rule a project may hold its rows to. To add one: write its file, add its line. */
export const qualityRules = new Registry<QualityRule>('quality rule', [between, notNull]);
