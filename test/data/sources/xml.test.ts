import { describe, expect, it } from 'vitest';
import { projectWith, type TestProject } from '../project.js';

const books = `<?xml version="1.0"?>
<c:catalog xmlns:c="urn:x" year="2024">
  <info><n>2</n></info>
  <c:book id="b1"><title>A &amp; B</title><author><first>Ann</first></author><price currency="EUR">9.50</price>
    <tag>x</tag><tag>y</tag></c:book>
  <c:book id="b2"><title><![CDATA[<raw>]]></title><price currency="USD">7</price>
    <note xmlns:xsi="u" xsi:nil="true"/></c:book>
</c:catalog>`;

describe('an XML file', () => {
  it('shows its records and fields when the project says nothing', async () => {
    const project = await projectWith({ 'books.xml': books });
    const { sources } = await project.ingest('xml', { path: 'books.xml' });
    expect(await project.rows()).toEqual([
      {
        id: 'b1',
        title: 'A & B',
        'author.first': 'Ann',
        'price@currency': 'EUR',
        price: 9.5,
        tag: '["x","y"]',
        note: null,
      },
      {
        id: 'b2',
        title: '<raw>',
        'author.first': null,
        'price@currency': 'USD',
        price: 7,
        tag: null,
        note: null,
      },
    ]);
    expect(sources[0]?.dialect).toMatchObject({
      records: '/catalog/book',
      fields: { tag: 'tag[]', 'price@currency': 'price/@currency' },
    });
  });

  it('is mapped by paths', async () => {
    const project = await projectWith({ 'books.xml': books });
    const fields = {
      title: 'title',
      id: '@id',
      price: 'price/text()',
      tags: 'tag[]',
      first: 'tag',
      year: '../@year',
      any: '*/first',
    };
    const { warnings } = await project.ingest('xml', {
      path: 'books.xml',
      records: '//c:book',
      fields,
    });
    expect(await project.rows()).toEqual([
      {
        title: 'A & B',
        id: 'b1',
        price: 9.5,
        tags: '["x","y"]',
        first: 'x',
        year: 2024,
        any: 'Ann',
      },
      { title: '<raw>', id: 'b2', price: 7, tags: null, first: null, year: 2024, any: null },
    ]);
    expect(warnings).toEqual([expect.stringContaining('1 record has several values for `first`')]);
  });

  it('that defines entities is refused, however harmless they look', async () => {
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x><r>&b;</r><r/></x>';
    const outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x><r>&a;</r><r/></x>';
    for (const text of [laughs, outside]) {
      const project = await projectWith({ 'x.xml': text });
      await expect(project.ingest('xml', { path: 'x.xml' })).rejects.toMatchObject({
        code: 'data/xml-entities',
      });
    }
  });

  it('names an outside document type without reading it', async () => {
    const project = await projectWith({
      'x.xml': '<!DOCTYPE x SYSTEM "file:///nowhere"><x><r n="1"/><r n="2"/></x>',
    });
    await project.ingest('xml', { path: 'x.xml' });
    expect(await project.rows()).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it.each([
    ['breaks off', '<x><r n="1"/>\n<r n="2"', 2],
    ['has a tag out of place', '<x><r n="1"/>\n</r></x>', 2],
    ['uses an entity nobody knows', '<x><r>&nbsp;</r><r/></x>', 1],
  ])('that %s names the line', async (_, text, line) => {
    const project = await projectWith({ 'x.xml': text });
    await expect(project.ingest('xml', { path: 'x.xml', records: '/x/r' })).rejects.toMatchObject({
      code: 'data/xml-syntax',
      place: { file: 'x.xml', line },
    });
  });

  it('is read in the encoding it declares', async () => {
    const latin = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><x><r n="\xe4"/><r n="b"/></x>',
      'latin1',
    );
    const wide = Buffer.from('\ufeff<x><r n="ä"/><r n="b"/></x>', 'utf16le');
    for (const content of [latin, wide]) {
      const project = await projectWith({ 'x.xml': content });
      await project.ingest('xml', { path: 'x.xml' });
      expect(await project.rows()).toEqual([{ n: 'ä' }, { n: 'b' }]);
    }
  });

  it('with records of two kinds, none, or a path that finds nothing says so', async () => {
    const ingest = async (text: string, params = {}): Promise<TestProject> => {
      const project = await projectWith({ 'x.xml': text });
      await project.ingest('xml', { path: 'x.xml', ...params });
      return project;
    };
    await expect(ingest('<x><a/><a/><b/><b/></x>')).rejects.toMatchObject({
      code: 'data/xml-shape',
    });
    await expect(ingest('<x><y><z/></y></x>')).rejects.toMatchObject({ code: 'data/xml-shape' });
    await expect(ingest('<x><a/></x>', { records: '/x/b' })).rejects.toMatchObject({
      code: 'data/no-rows',
    });
    await expect(ingest('<x><a/></x>', { records: '/x[1]/a' })).rejects.toMatchObject({
      code: 'data/xml-shape',
    });
    await expect(
      ingest('<x><a/></x>', { records: '/x/a', fields: { n: '../b' } }),
    ).rejects.toMatchObject({
      code: 'data/xml-shape',
    });
  });

  it('names the line of a cell that is not of the declared type', async () => {
    const project = await projectWith({ 'x.xml': '<x>\n<r n="1"/>\n\n<r n="y"/>\n</x>' });
    const declared = { columns: { n: { type: 'integer' as const } } };
    await expect(project.ingest('xml', { path: 'x.xml' }, declared)).rejects.toMatchObject({
      place: { file: 'x.xml', line: 4 },
    });
  });

  it('nested without end is refused', async () => {
    const project = await projectWith({ 'x.xml': `<x><r>${'<a>'.repeat(5000)}` });
    await expect(project.ingest('xml', { path: 'x.xml', records: '/x/r' })).rejects.toMatchObject({
      code: 'data/xml-shape',
    });
  });
});
