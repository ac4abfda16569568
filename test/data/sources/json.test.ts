import { describe, expect, it } from 'vitest';
import { projectWith } from '../project.js';

describe('a JSON file', () => {
  it('may hold its list deeper down', async () => {
    const text = JSON.stringify({ meta: 1, data: { items: [{ a: 1 }, { a: 2, b: 'x' }] } });
    const project = await projectWith({ 'rows.json': text });
    await project.ingest('json', { path: 'rows.json', records: 'data.items' });
    expect(await project.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'x' },
    ]);
  });

  it('that wraps its list says how to unwrap it', async () => {
    const project = await projectWith({ 'rows.json': '{"total": 2, "items": [{"a": 1}]}' });
    await expect(project.ingest('json', { path: 'rows.json' })).rejects.toMatchObject({
      code: 'data/json-shape',
      hints: ['Set `records: items` on the source to read the list inside it'],
    });
  });

  it('of numbers is no table', async () => {
    const project = await projectWith({ 'rows.json': '[1, 2]' });
    await expect(project.ingest('json', { path: 'rows.json' })).rejects.toMatchObject({
      code: 'data/json-shape',
    });
  });

  it('of JSON lines is read as such', async () => {
    const project = await projectWith({ 'rows.json': '{"a": 1}\n{"a": 2, "b": {"c": [1]}}\n' });
    await project.ingest('json', { path: 'rows.json' });
    expect(await project.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: '{"c":[1]}' },
    ]);
  });

  it('that breaks off names the line', async () => {
    const project = await projectWith({ 'rows.jsonl': '{"a": 1}\n{"a": \n{"a": 2}\n' });
    await expect(project.ingest('jsonl', { path: 'rows.jsonl' })).rejects.toMatchObject({
      code: 'data/json-syntax',
      place: { file: 'rows.jsonl' },
    });
  });
});
