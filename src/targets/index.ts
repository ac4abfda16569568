import { Registry } from '../registry.js';
import { childProcess } from './child-process.js';
import { local } from './local.js';
import type { Target } from './target.js';

/** To add a target: write its file, add its line. */
export const targets = new Registry<Target>('target', [local, childProcess]);
