import { userInfo } from 'node:os';
import { join } from 'node:path';
import { JsonFile } from '../artifacts/json-file.js';
import { openPackage } from '../delivery/package-folder.js';
import { deployLocal, registryOf } from '../delivery/rollout/local.js';
import { statusLocal } from '../delivery/rollout/local-state.js';
import { keyringOf } from '../delivery/signing/keyring.js';
import { enforcePolicy } from '../delivery/signing/policy.js';
import { defineStage } from '../pipeline/stage.js';
import { deployDefaults } from '../project/deploy-defaults.js';
import { firstPrediction } from './first-prediction.js';
import { registrySettings } from './registry-settings.js';
import { serverSpawner } from './server-spawner.js';

/** What was deployed, and as what. */
const deployed = new JsonFile<{ readonly package: string; readonly alias: string }>(
  'deployment.json',
);

/** Serves the package under an alias, after it has repeated its golden predictions over HTTP. */
export const deploy = defineStage({
  name: 'deploy',
  summary: 'serve the package, once it has proved itself, and move the alias to it',
  needs: ['package'],
  version: 1,
  place: 'here',
  settings: (project) => {
    const { deploy: wanted, registry } = project;
    const { to, alias, host, port, timeout_seconds } = { ...deployDefaults, ...wanted };
    return {
      ...{ to, alias, host, port, timeoutSeconds: timeout_seconds },
      ...(registry?.require_signature === true && { trusted: registry.trusted }),
      ...registrySettings(project),
    };
  },

  async lapsed({ projectDir, inputs }) {
    const status = await statusLocal(join(projectDir, '.mlx'));
    if (status.state !== 'running') return 'the server is not running';
    const { manifest } = await openPackage(inputs.package);
    return status.serving === manifest.version ? undefined : 'the server serves another version';
  },

  async run({ settings, inputs, projectDir, output, signal, emit, machine }) {
    const { alias, host, port, timeoutSeconds } = settings;
    if (settings.trusted !== undefined) {
      const policy = { required: true, trusted: settings.trusted, projectDir };
      const keyring = keyringOf(machine.environment);
      await enforcePolicy(await openPackage(inputs.package), policy, { keyring });
    }
    const deployment = await deployLocal({
      stateDir: join(projectDir, '.mlx'),
      registry: registryOf(join(projectDir, '.mlx'), settings.registry),
      packageDir: inputs.package,
      alias,
      host,
      port,
      timeoutSeconds,
      spawnServer: serverSpawner(projectDir, machine),
      why: 'deploy',
      by: userInfo().username,
      now: () => new Date().toISOString(),
      emit,
      signal,
    });
    const { golden, signature, manifest } = await openPackage(inputs.package);
    await deployed.write(output, { package: manifest.fingerprint, alias });
    const first = await firstPrediction(deployment.url, { golden, signature, signal });
    return {
      facts: [
        { name: 'url', value: deployment.url },
        { name: 'version', value: `${deployment.version.name} (${manifest.version})` },
        { name: 'first prediction', value: first },
      ],
    };
  },
});
