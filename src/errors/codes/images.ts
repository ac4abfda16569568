import type { ErrorEntry } from './entry.js';

export const imageCodes = {
  'image/reference': {
    exit: 'usage',
    title: 'the name of a container image cannot be read',
    explanation:
      'An image is named by registry, repository and tag, such as `ghcr.io/team/model:1.2`, or by digest (`…@sha256:…`). Without a registry it is one of Docker Hub. Names are in lower case.',
  },
  'image/no-place': {
    exit: 'usage',
    title: 'an image is to be pushed, and nothing says where to',
    explanation:
      '`mlx package --push ghcr.io/team/model:1.2` names the place. `package: { push: ghcr.io/team/model }` names it for everyone, and `--push` alone is enough then.',
  },
  'image/refused': {
    exit: 'target',
    title: 'a container registry refuses',
    explanation:
      'Nobody has signed in, or the account may not do this in this repository. mlx asks as `package.push` says (`user` and `password`, or `token`), and otherwise as `docker login` or `podman login` left it.',
  },
  'image/credentials': {
    exit: 'target',
    title: 'what a registry was signed in with cannot be read',
    explanation:
      '`docker login` and `podman login` leave a file, which may name a credential helper (`docker-credential-NAME`). The message says which of them cannot be used.',
  },
  'image/unreachable': {
    exit: 'target',
    title: 'a container registry cannot be reached',
    explanation:
      'Registries are asked over TLS, whose certificate is verified; `NODE_EXTRA_CA_CERTS` names a further authority. Without TLS only on this machine, or where the name begins with `http://`.',
  },
  'image/not-there': {
    exit: 'target',
    title: 'a container image or repository is not there',
    explanation:
      'The registry answers, and knows no such repository, tag or digest, or none for this platform. Some registries want a repository to be created before something is pushed.',
  },
  'image/failed': {
    exit: 'target',
    title: 'a container registry failed',
    explanation:
      'It was asked several times, with longer and longer pauses. Nothing is lost: blobs that have arrived are not sent again, and the tag moves only when everything is there.',
  },
  'image/damaged': {
    exit: 'target',
    title: 'a container image is not what its digest says',
    explanation:
      'Every part of an image is named by the SHA-256 of its bytes, and one has other bytes or is missing. It was changed on disk, on the way, or in the registry; it is not used.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
