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
  const [, scheme, rest = ''] = /^(?:(https?):\/\/)?(.*)$/s.exec(text) ?? [];
  const parts = /^(?:([^/]+)\/)?(.+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
    rest,
  );
  const { 1: first, 2: path = '', 3: tag, 4: digest } = parts ?? [];
  const named = first !== undefined && (/[.:]/.test(first) || first === 'localhost');
  const registry = named ? first : hub;
  const short = named || first === undefined ? path : `${first}/${path}`;
  const repository = registry === hub && !short.includes('/') ? `library/${short}` : short;
  if (parts === null || !/^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/.test(short)) {
    throw new MlxError('image/reference', `\`${text}\` does not name an image`, {
      hints: [
        'Write registry, repository and tag, such as `ghcr.io/team/model:1.2`; names are in lower case',
      ],
    });
  }
  const plain = scheme === undefined ? isLoopback(registry) : scheme === 'http';
  const host = registry === hub ? 'registry-1.docker.io' : registry;
  return {
    ...{ registry, repository, origin: `${plain ? 'http' : 'https'}://${host}` },
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
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
