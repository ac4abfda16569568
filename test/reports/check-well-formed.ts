import { expect } from 'vitest';

const voidTags = new Set(['meta', 'br', 'hr']);

/** Fails unless every tag is closed in order and every attribute is quoted. */
export function checkWellFormed(page: string): void {
  const open: string[] = [];
  const body = page.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '');
  const tags = /<(\/?)([a-z0-9]+)((?:\s+[a-zA-Z:-]+(?:="[^"<]*")?)*)\s*(\/?)>|<|>/g;
  for (const [whole, closing, name, , selfClosing] of body.matchAll(tags)) {
    if (name === undefined) expect.unreachable(`a stray ${whole} in the page`);
    else if (closing === '/') expect(open.pop()).toBe(name);
    else if (selfClosing !== '/' && !voidTags.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
}
