import type { ErrorEntry } from './entry.js';

export const deliveryCodes = {
  'package/none': {
    exit: 'stale',
    title: 'there is no package to use yet',
    explanation:
      'A package is made by `mlx package`, and by `mlx run`. `--package FOLDER` names one that lies elsewhere.',
  },
  'model/invalid': {
    exit: 'target',
    title: 'a saved model cannot be read',
    explanation:
      'A saved model is `model.json` beside `weights.bin`. One of the two is missing, was changed by hand or comes from a newer mlx. `mlx train --force` makes a new one.',
  },
  'package/invalid': {
    exit: 'target',
    title: 'a package folder cannot be used',
    explanation:
      'A package is a folder that `mlx package` wrote. One of its files is missing or does not have the hash its manifest says.',
  },
  'package/no-sbom': {
    exit: 'target',
    title: 'a package has no bill of materials',
    explanation:
      'Packages carry `sbom.cdx.json`, their bill of materials. This one was made by an earlier mlx; its manifest cannot be changed afterwards, so only a new package has one.',
  },
  'format/mismatch': {
    exit: 'target',
    title: 'a package in another format does not answer as the package does',
    explanation:
      'Right after a format is written it is run, and has to repeat the golden predictions of the package to 1e-5 (of the size of its targets, where it predicts numbers). One answer differs, or it does not run at all; the message says which. Nothing that was written should be used.',
  },
  'format/unsuited': {
    exit: 'project',
    title: 'a package cannot be written in this format',
    explanation:
      'Not every format can say every model: the message names what it cannot. docs/formats.md has a table of what goes with what.',
  },
  'format/too-large': {
    exit: 'target',
    title: 'a package is larger than the platform takes',
    explanation:
      'AWS Lambda and Azure Functions refuse archives beyond a size. A smaller model or an image gets there.',
  },
  'serve/port-busy': {
    exit: 'target',
    title: 'the port of the server is taken by another program',
    explanation:
      'Two programs cannot listen on one port. Stop the other program, or give this project a port of its own with `deploy.port`; left out, or `auto`, it is 8080 or the next free one.',
  },
  'serve/address': {
    exit: 'target',
    title: 'the server cannot listen on the wanted address',
    explanation:
      'The host is not an address of this machine, or the port needs rights this user does not have (ports below 1024). `deploy.host` and `deploy.port` set them.',
  },
  'serve/security': {
    exit: 'project',
    title: 'a setting of `serve.security` cannot be used',
    explanation:
      'A certificate, a key or the settings of tokens cannot be read, or do not fit together. The server does not start without what protects it. The message names the setting.',
  },
  'bench/no-server': {
    exit: 'target',
    title: 'there is no server to measure',
    explanation:
      '`mlx bench` asks a server of mlx for predictions. Nobody answered there, or not with a signature, or the package could not be served.',
  },
  'serve/no-number': {
    exit: 'target',
    title: 'a model answered with something that is no number',
    explanation:
      'Not-a-number or infinity came out of the model for a row, which JSON cannot say and nobody can use. The model has most likely diverged in training: look at its training loss.',
  },
  'deploy/not-healthy': {
    exit: 'target',
    title: 'a server did not become ready',
    explanation:
      'A deploy starts a server and waits until it answers that it is ready with the new version. It stopped or stayed silent; the last lines of its log are shown. The version that served before goes on serving.',
  },
  'deploy/golden-mismatch': {
    exit: 'target',
    title: 'the served model does not repeat its golden predictions',
    explanation:
      'A package holds a few rows with the answers the model gave when it was packaged. A deploy asks the served model for the same rows before any user can reach it, and one answer differs. The version that served before goes on serving. Package again with the mlx that deploys.',
  },
  'deploy/no-previous': {
    exit: 'target',
    title: 'there is no earlier version to roll back to',
    explanation:
      'A rollback returns to the version that was deployed before the current one. Nothing, or only one version, has been deployed so far.',
  },
  'deploy/not-stopped': {
    exit: 'target',
    title: 'a server does not stop',
    explanation:
      'The server was asked to finish and did not, so that it was left alone. The message names its process.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
