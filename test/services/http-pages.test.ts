import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordTexts } from '../../src/data/sources/http/json-records.js';
import { projectWith } from '../data/project.js';
import { startWeb } from './web-server.js';

describe('pages', () => {
  const page = (items: readonly object[], more: object = {}): string =>
    JSON.stringify({ items, ...more });

  it('are followed by link, address, token and number', async () => {
    await using web = await startWeb(({ address }, response) => {
      const at = Number(address.searchParams.get('at') ?? address.searchParams.get('page') ?? '1');
      const last = at >= 3;
      if (address.pathname === '/link' && !last) {
        response.setHeader(
          'link',
          `<${web.url}/first>; rel="first", </link?at=${at + 1}>; rel="next"`,
        );
      }
      const more = {
        next: last ? null : `/url?at=${at + 1}`,
        meta: { cursor: last ? '' : at + 1 },
      };
      response.end(page(address.pathname === '/page' && at > 3 ? [] : [{ id: at }], more));
    });
    const project = await projectWith({});
    for (const [name, paging] of [
      ['link', { by: 'link' }],
      ['url', { by: 'url', path: 'next' }],
      ['cursor', { by: 'cursor', path: 'meta.cursor', param: 'at' }],
      ['page', { by: 'page' }],
    ] as const) {
      await project.ingest('http', { url: `${web.url}/${name}`, records: 'items', paging });
      expect([name, await project.rows()]).toEqual([name, [{ id: 1 }, { id: 2 }, { id: 3 }]]);
    }
  });

  it.each([
    ['without end', { by: 'url', path: 'next' }, 'do not come to an end'],
    ['on another host', { by: 'url', path: 'elsewhere' }, 'another host'],
    ['behind a list', { by: 'cursor', path: 'items' }, 'leads to no page'],
  ])('%s are refused', async (_, paging, words) => {
    await using web = await startWeb((request, response) =>
      response.end(
        page([{ id: 1 }], { next: request.url, elsewhere: 'http://elsewhere.invalid/' }),
      ),
    );
    const project = await projectWith({});
    await expect(
      project.ingest('http', { url: `${web.url}/x`, records: 'items', paging }),
    ).rejects.toMatchObject({
      code: 'source/answer',
      message: expect.stringContaining(words) as string,
    });
  });

  it('without records say where there may be some', async () => {
    await using web = await startWeb((_, response) => response.end(page([{ id: 1 }])));
    const project = await projectWith({});
    await expect(
      project.ingest('http', { url: `${web.url}/x`, paging: { by: 'page' } }),
    ).rejects.toMatchObject({ code: 'source/answer', hints: [expect.stringContaining('items')] });
  });
});

describe('the texts of records', () => {
  it('are those of the list, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), fc.nat(4), (list, other, indent) => {
        const text = JSON.stringify({ 'a"{': other, way: { 'odd key,': list } }, undefined, indent);
        const texts = recordTexts(text, ['way', 'odd key,']);
        expect(texts?.map((each) => JSON.parse(each) as unknown)).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
        expect(texts?.every((each) => !each.includes('\n'))).toBe(true);
      }),
    );
    expect(recordTexts('{"a": {}}', ['a'])).toBeUndefined();
    expect(recordTexts('[1]', ['a'])).toBeUndefined();
  });
});
