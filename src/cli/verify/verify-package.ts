import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { artifactFile } from '../../artifacts/artifact-store.js';
import { LateDatabase } from '../../data/tables/late-database.js';
import { rowsToBatch } from '../../data/tables/rows-to-batch.js';
import { openPackage, type Package } from '../../delivery/package-folder.js';
import { type Prediction, predictionsOf } from '../../delivery/prediction.js';
import { heldAgainst } from '../../delivery/rollout/replay-golden.js';
import { keyringOf } from '../../delivery/signing/keyring.js';
import { enforcePolicy, type KnownSigner, knownSigner } from '../../delivery/signing/policy.js';
import { MlxError } from '../../errors/index.js';
import { packagePredictor } from '../../stages/load-predictor.js';
import { smallerReport } from '../../stages/smaller/smaller-report.js';
import { formatCount } from '../../ui/format.js';
import { keyValues } from '../../ui/table.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { outStyle, writeJson } from '../output.js';
import { policyOf } from '../package-policy.js';
import { packageNamed } from '../registry/package-named.js';

/** How far a golden prediction may be off: as in a deploy. */
const tolerance = 1e-6;

/**
 * Proves a package and prints what was proved, or `mlx.package-verify/1`. Throws `package/invalid` naming the file,
 * `deploy/golden-mismatch`, and what the project's policy refuses.
 */
export async function verifyPackage(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const found = await openPackage(await packageNamed(wanted, options, context));
  await refuseStrangers(found);
  const difference = await replay(found, context);
  const policy = (await policyOf(options, context)) ?? {
    ...{ required: false, trusted: [], projectDir: context.cwd },
  };
  const keyring = keyringOf(context.environment);
  await enforcePolicy(found, policy, { keyring });
  const signer = await knownSigner(found, policy, { keyring });
  const { manifest, golden, paths } = found;
  if (options.json === true) {
    writeJson(context, 'mlx.package-verify/1', {
      ...{ package: manifest.name, version: manifest.version, fingerprint: manifest.fingerprint },
      ...{ files: paths.length, golden: golden.length, largestDifference: difference },
      signer: signer ?? null,
    });
  } else if (options.quiet !== true) {
    context.stdout.write(
      keyValues(
        [
          ['package', `${manifest.name} ${manifest.version}, as mlx ${manifest.mlx} wrote it`],
          ['files', `${formatCount(paths.length)}, each with its hash, and no other`],
          ['golden', `${golden.length} predictions repeated, largest difference ${difference}`],
          ['signature', signatureWords(signer)],
        ],
        outStyle(context, options),
      ),
    );
  }
}

function signatureWords(signer: KnownSigner | undefined): string {
  if (signer === undefined) return 'none';
  const { keyId, name, trusted } = signer;
  const who = name === undefined ? keyId.slice(0, 16) : `${name} (${keyId.slice(0, 16)})`;
  return `sound, of ${who}, ${trusted ? 'trusted' : 'a key you do not know'}`;
}

/** A file that no manifest knows may be read by somebody all the same. What is told of a package beside it is none of its files. */
async function refuseStrangers({ folder, paths }: Package): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const known = new Set([...paths, artifactFile.name, smallerReport.name]);
  const strange = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    // Other forms of the package lie beside it and are none of its files.
    .filter((path) => !known.has(path) && !path.startsWith('formats/'));
  if (strange.length === 0) return;
  const names = strange.toSorted().map((path) => `\`${path}\``);
  throw new MlxError(
    'package/invalid',
    `The package \`${folder}\` holds what its manifest does not list: ${names.join(', ')}`,
    { hints: ['Remove what does not belong there, then verify it again'] },
  );
}

/** Asks the model for its golden rows, here and now; returns the largest difference. */
async function replay(found: Package, context: Context): Promise<number> {
  await using database = new LateDatabase({ signal: context.signal });
  const predictor = await packagePredictor(found, { database: database.open });
  const { signature, golden } = found;
  const read = rowsToBatch(
    golden.map(({ row }) => row),
    predictor.signature.inputs,
  );
  const ready = read.ok ? ((await predictor.prepare?.(read.batch)) ?? read) : read;
  if ('problems' in ready) {
    const { field, found: value, expected } = ready.problems[0] ?? {};
    throw new MlxError(
      'deploy/golden-mismatch',
      `The package refuses one of its own golden rows: \`${field ?? ''}\` is ${value ?? ''}, not ${expected ?? ''}`,
      { hints: ['Run `mlx package --force` to write the package again'] },
    );
  }
  const answers: readonly Prediction[] = predictionsOf(signature, predictor.predict(ready.batch));
  return heldAgainst(golden, answers, { task: signature.task, tolerance });
}
