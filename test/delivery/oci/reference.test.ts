import { describe, expect, test } from 'vitest';
import { parseReference, shownReference } from '../../../src/delivery/oci/reference.js';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('a reference to an image', () => {
  test.each([
    ['ghcr.io/team/model:1.2', ['https://ghcr.io', 'team/model', '1.2']],
    ['ghcr.io/team/model', ['https://ghcr.io', 'team/model', undefined]],
    ['team/model:1', ['https://registry-1.docker.io', 'team/model', '1']],
    ['node:20-slim', ['https://registry-1.docker.io', 'library/node', '20-slim']],
    ['docker.io/node', ['https://registry-1.docker.io', 'library/node', undefined]],
    ['localhost/a', ['http://localhost', 'a', undefined]],
    ['127.0.0.1:5000/a/b-c:v1', ['http://127.0.0.1:5000', 'a/b-c', 'v1']],
    ['[::1]:5000/a', ['http://[::1]:5000', 'a', undefined]],
    ['https://127.0.0.1:5000/a', ['https://127.0.0.1:5000', 'a', undefined]],
    ['registry.example:5000/a', ['https://registry.example:5000', 'a', undefined]],
    ['http://registry.example:5000/a', ['http://registry.example:5000', 'a', undefined]],
    // No address of this machine, though it begins like one.
    ['127.0.0.1.example.com/a', ['https://127.0.0.1.example.com', 'a', undefined]],
  ])('%s', (text, [origin, repository, tag]) => {
    const read = parseReference(text);
    expect(read).toMatchObject({ origin, repository });
    expect(read.tag).toBe(tag);
  });

  test('with a digest is shown with it', () => {
    const read = parseReference(`ghcr.io/team/model:1@${digest}`);
    expect(read).toMatchObject({ tag: '1', digest });
    expect(shownReference(read)).toBe(`ghcr.io/team/model@${digest}`);
  });

  test.each(['', 'Team/Model', 'ghcr.io/', 'a b', 'ghcr.io/x:', 'x@sha256:12', 'ftp://x/y'])(
    'cannot be `%s`',
    (text) => {
      expect(() => parseReference(text)).toThrow('does not name an image');
    },
  );
});
