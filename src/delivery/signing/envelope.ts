import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { JsonObject } from '../../contracts/json.js';

/** The file of a package that holds its signature. It lies beside the manifest and signs it, so the manifest cannot list it. */
export const envelopeFile = 'manifest.dsse.json';

const payloadType = 'application/vnd.mlx.package.v1+json';

/** A DSSE envelope (github.com/secure-systems-lab/dsse) with the public key in it, so that it can be checked offline. */
interface Envelope {
  readonly payloadType: string;
  /** Base64 of what is signed. */
  readonly payload: string;
  readonly signatures: readonly {
    readonly keyid: string;
    readonly sig: string;
    /** Base64 of the key in SPKI, DER. */
    readonly publicKey: string;
  }[];
}

/** Who signed a package: the key alone. Whether anyone trusts it is another question. */
export interface PackageSigner {
  readonly keyId: string;
}

/** SHA-256 of a public key in SPKI, DER: 64 digits. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256').update(spki(key)).digest('hex');
}

/** Signs the bytes of a manifest. Ed25519 draws nothing: same key and manifest, same bytes. */
export function signManifest(manifest: Uint8Array, key: KeyObject): Buffer {
  const publicKey = createPublicKey(key);
  const payload = payloadOf(manifest);
  return written({
    payloadType,
    payload: payload.toString('base64'),
    signatures: [
      {
        keyid: keyIdOf(publicKey),
        sig: sign(null, preAuthentication(payload), key).toString('base64'),
        publicKey: spki(publicKey).toString('base64'),
      },
    ],
  });
}

/** Who signed these bytes of a manifest, or undefined when the envelope is not, byte by byte, what such a signature leaves. */
export function signerOf(envelope: Buffer, manifest: Uint8Array): PackageSigner | undefined {
  try {
    const { signatures } = JSON.parse(envelope.toString('utf8')) as Envelope;
    const [one] = signatures;
    if (one === undefined || signatures.length !== 1) return undefined;
    const key = createPublicKey({
      ...{ key: Buffer.from(one.publicKey, 'base64'), format: 'der', type: 'spki' },
    });
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    const payload = payloadOf(manifest);
    const sig = Buffer.from(one.sig, 'base64');
    // Base64 and JSON can say the same in several ways; only one of them was written.
    const again = written({
      payloadType,
      payload: payload.toString('base64'),
      signatures: [
        {
          keyid: keyIdOf(key),
          sig: sig.toString('base64'),
          publicKey: spki(key).toString('base64'),
        },
      ],
    });
    const isSound = verify(null, preAuthentication(payload), key, sig) && again.equals(envelope);
    return isSound ? { keyId: keyIdOf(key) } : undefined;
  } catch {
    return undefined; // Not JSON, or no key: no signature.
  }
}

function payloadOf(manifest: Uint8Array): Buffer {
  const { name, fingerprint } = JSON.parse(Buffer.from(manifest).toString('utf8')) as JsonObject;
  const sha256 = createHash('sha256').update(manifest).digest('hex');
  return Buffer.from(JSON.stringify({ name, fingerprint, 'manifest.json': { sha256 } }));
}

/** What DSSE signs: the type and the payload, each with its length before it. */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.byteLength} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function spki(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

function written(envelope: Envelope): Buffer {
  return Buffer.from(`${JSON.stringify(envelope, null, 2)}\n`);
}
