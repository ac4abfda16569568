import { randomBytes } from 'node:crypto';
import { sha256 } from '../../delivery/serving/authentication.js';
import type { CommonOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';

/** Makes an API key: shows it once, with the lines of mlx.yaml that let its holder in. Keeps nothing. */
export function newKey(name: string, options: CommonOptions, context: Context): void {
  const key = `mlx_${randomBytes(32).toString('base64url')}`;
  const hash = sha256(key);
  if (options.json === true) {
    writeJson(context, 'mlx.serve-key/1', { name, key, sha256: hash });
    return;
  }
  context.stdout.write(`${key}\n`);
  context.stderr.write(
    `\nThis is the only time the key is shown. In mlx.yaml:\n\n  serve:\n    security:\n      keys:\n        - name: ${JSON.stringify(name)}\n          sha256: ${hash}\n          roles: [predict]\n`,
  );
}
