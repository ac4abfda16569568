import { expect, test } from 'vitest';
import type { Signature } from '../../src/contracts/model.js';
import { modelCard } from '../../src/delivery/model-card.js';
import type { PackageFacts } from '../../src/delivery/package-manifest.js';

const signature: Signature = {
  task: { kind: 'regression', target: 'price', classes: [] },
  inputs: [{ name: 'area', type: 'number', required: true, range: [10, 200] }],
};
const facts: PackageFacts = {
  ...{ name: 'houses', family: 'linear', mlx: '0.1.0' },
  metrics: { rmse: { value: 12.3456, low: 11, high: 14 } },
  requirements: [],
  lineage: { stages: {}, sources: {} },
};

test('a card says what its makers say, and what it was made from', () => {
  const card = modelCard({
    facts: {
      ...facts,
      about: {
        purpose: 'Guesses what a house is worth',
        use: ['A first\n# offer'],
        not_for: ['Taxes'],
        limits: ['Few houses in the mountains'],
        owners: ['Ada <ada@example.org>'],
      },
      data: {
        rows: 1000,
        splits: { train: 700, validation: 150, test: 150 },
        strategy: 'random',
        quarantined: 3,
        warnings: ['17 test rows stand in train too'],
        measured: { rows: 150, resamples: 200 },
      },
    },
    ...{ signature, goldenRows: 20 },
  });
  expect(card).toContain('## Intended use\n\nGuesses what a house is worth\n\n- A first # offer\n');
  expect(card).toContain('## Not for\n\n- Taxes\n');
  expect(card).toContain('## Owners\n\n- Ada <ada@example.org>\n');
  expect(card).toContain('1000 rows, divided (random) into train 700, validation 150, test 150. 3');
  expect(card).toContain('- 17 test rows stand in train too');
  expect(card).toContain('12.35 (11 to 14)');
});

test('a card does not keep quiet about what nobody has said', () => {
  const card = modelCard({ facts, signature, goldenRows: 20 });
  expect(card.match(/Nobody has said so: write it under `about` in `mlx.yaml`/g)).toHaveLength(2);
  expect(card).not.toMatch(/## (Limits|Not for|Data)/);
});
