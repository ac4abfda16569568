import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectWith } from '../project.js';

const data = resolve(env['MLX_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));
const chinook = join(data, 'multisource/chinook/ChinookData.json.gz');

interface Shop {
  readonly InvoiceLine: readonly { InvoiceId: number; TrackId: number; Quantity: number }[];
  readonly Invoice: readonly { InvoiceId: number; CustomerId: number; Total: number }[];
  readonly Track: readonly { TrackId: number; GenreId: number; Milliseconds: number }[];
  readonly Customer: readonly { CustomerId: number; Country: string }[];
}

describe.skipIf(!existsSync(chinook))(`a shop's tables (in ${data})`, () => {
  it('become one training table by YAML alone, as walking through them gives', async () => {
    const text = gunzipSync(await readFile(chinook))
      .toString()
      .replace(/^\ufeff/, '');
    const shop = JSON.parse(text) as Shop;
    const lines = shop.InvoiceLine.map((line) => JSON.stringify(line)).join('\n');
    const invoices = shop.Invoice.map((each) =>
      [each.InvoiceId, each.CustomerId, each.Total].join(','),
    );
    const project = await projectWith({
      'chinook.json': text,
      'lines.jsonl': lines,
      'invoices.csv': ['InvoiceId,CustomerId,Total', ...invoices].join('\n'),
    });
    const table = (records: string) => ({
      type: 'json',
      params: { path: 'chinook.json', records },
    });
    await project.ingest(
      'json',
      {},
      {
        sources: [
          { name: 'lines', type: 'jsonl', params: { path: 'lines.jsonl' } },
          { name: 'invoices', type: 'csv', params: { path: 'invoices.csv' } },
          { name: 'tracks', ...table('Track') },
          { name: 'customers', ...table('Customer') },
        ],
        combine: [
          { from: 'lines' },
          { join: 'invoices', on: 'InvoiceId' },
          { join: 'tracks', on: 'TrackId', columns: ['GenreId', 'Milliseconds'] },
          {
            aggregate: {
              by: 'CustomerId',
              columns: {
                tracks: { count: true },
                genres: { distinct: 'GenreId' },
                listening: { sum: 'Milliseconds' },
                largest: { max: 'Total' },
              },
            },
          },
          { join: 'customers', on: 'CustomerId', columns: 'Country', how: 'full' },
        ],
      },
    );
    expect(await project.rows()).toEqual(byHand(shop));
  });
});

function byHand({ InvoiceLine, Invoice, Track, Customer }: Shop): readonly object[] {
  const invoices = new Map(Invoice.map((each) => [each.InvoiceId, each]));
  const tracks = new Map(Track.map((each) => [each.TrackId, each]));
  const bought = new Map<number, { track: Shop['Track'][number]; total: number }[]>();
  for (const { InvoiceId, TrackId } of InvoiceLine) {
    const { CustomerId = NaN, Total = NaN } = invoices.get(InvoiceId) ?? {};
    const track = tracks.get(TrackId);
    if (track === undefined) throw new Error(`no track ${TrackId}`);
    bought.set(CustomerId, [...(bought.get(CustomerId) ?? []), { track, total: Total }]);
  }
  return [...bought].map(([id, own]) => ({
    CustomerId: id,
    tracks: own.length,
    genres: new Set(own.map(({ track }) => track.GenreId)).size,
    listening: own.reduce((sum, { track }) => sum + track.Milliseconds, 0),
    largest: Math.max(...own.map(({ total }) => total)),
    Country: Customer.find(({ CustomerId }) => CustomerId === id)?.Country,
  }));
}
