import { isIPv4 } from 'node:net';
import { MlxError } from '../../errors/index.js';

/** Where an image lies: `registry.example/team/model:tag`, or `…@sha256:…`. */
export interface ImageReference {
  /** As people write it, without a scheme: `ghcr.io`, `127.0.0.1:5000`, `docker.io`. */
  readonly registry: string;
  /** Address of its API, without a slash at the end. */
  readonly origin: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Reads a reference as Docker does (github.com/distribution/reference): no registry means Docker Hub. Over TLS, but on this machine
 * itself, or where `http://` is written before it. Throws `image/reference`.
 */
export function parseReference(text: string): ImageReference {
  const [, scheme, written = ''] = /^(?:(https?):\/\/)?(.*)$/s.exec(text) ?? [];
  const [named, tag, digest] = detached(written);
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const registry = /[.:]|^localhost$/.test(first) ? first : hub;
  const path = registry === first ? named.slice(slash + 1) : named;
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/.test(path)) {
    throw new MlxError('image/reference', `\`${text}\` does not name an image`, {
      hints: [
        'Write registry, repository and tag, such as `ghcr.io/team/model:1.2`; names are in lower case',
      ],
    });
  }
  return {
    registry,
    repository: registry === hub && !path.includes('/') ? `library/${path}` : path,
    origin: originOf(registry, scheme),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** What is named, and the tag and digest behind it. */
function detached(text: string): readonly [string, string | undefined, string | undefined] {
  const {
    1: name = '',
    2: tag,
    3: digest,
  } = /^(.+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  return [name, tag, digest];
}

function originOf(registry: string, scheme: string | undefined): string {
  const plain = scheme === undefined ? isLoopback(registry) : scheme === 'http';
  return `${plain ? 'http' : 'https'}://${registry === hub ? 'registry-1.docker.io' : registry}`;
}

/** A reference as `docker run` takes it; the digest goes before the tag. */
export function shownReference({ registry, repository, tag, digest }: ImageReference): string {
  const what = digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`;
  return `${registry}/${repository}${what}`;
}

const hub = 'docker.io';

function isLoopback(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '');
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}
