import type { ErrorEntry } from './entry.js';

export const signingCodes = {
  'keys/unknown': {
    exit: 'target',
    title: 'there is no such key',
    explanation:
      'Keys lie in a folder of the user, never in a project: `mlx keys list` shows them, `mlx keys new NAME` makes one. `MLX_KEYS_DIR` names another folder. A key can also be given by reference, such as `sign: ${env:MLX_SIGNING_KEY}`.',
  },
  'keys/taken': {
    exit: 'target',
    title: 'a key of this name is there already',
    explanation:
      'A key is never overwritten, because what it has signed could not be told from what the new one signs. Choose another name, or remove the files of the old one yourself.',
  },
  'keys/unreadable': {
    exit: 'target',
    title: 'a key cannot be read',
    explanation:
      'Private keys are Ed25519 in PKCS #8, public keys Ed25519 in SPKI, both as PEM, which `mlx keys` and `openssl genpkey -algorithm ed25519` write.',
  },
  'package/unsigned': {
    exit: 'target',
    title: 'a package is not signed, and the project requires that it is',
    explanation:
      'With `registry: { require_signature: true }` nothing is deployed, served or promoted that nobody has signed. `package: { sign: NAME }` signs every package that is made.',
  },
  'package/untrusted': {
    exit: 'target',
    title: 'a package is signed with a key that is not trusted',
    explanation:
      'The signature is sound, but its key is none of `registry.trusted`, or, where the project names none, none of `mlx keys list`. `mlx keys trust NAME FILE` trusts the public key of somebody else.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
