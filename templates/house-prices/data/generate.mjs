// Writes houses.csv beside this file. The data are synthetic: no house in it exists, and no number says anything
// about a real market. The same bytes come out on every machine, because nothing is used but a seed, integer
// arithmetic and + - * /, which are exact everywhere. Needs no packages.
//
//   node data/generate.mjs
//
// What is in it: a price grows with area, condition and energy class, and falls with the distance to the centre.
// Most of that is additive; but a square metre costs more in some districts, old houses and new ones are both
// dearer than those between, and a garden counts for more far out. A linear model cannot bend like that, a network
// can. Cells are missing in garden_m2, last_renovated and energy_class.
import { writeFileSync } from 'node:fs';

const rows = 1500;
const seed = 11;
const thisYear = 2026;

const header = [
  'house_id',
  'district',
  'area_m2',
  'rooms',
  'bathrooms',
  'built',
  'last_renovated',
  'condition',
  'energy_class',
  'garden_m2',
  'garage',
  'distance_km',
  'price',
];

const random = randomNumbers(seed);
const lines = Array.from({ length: rows }, (_, index) => house(index + 1).join(','));
writeFileSync(
  new URL('houses.csv', import.meta.url),
  `${[header.join(','), ...lines].join('\n')}\n`,
);

function house(number) {
  const district = pick({
    centre: 16,
    harbour: 12,
    hill: 14,
    north: 24,
    east: 20,
    mill: 12,
    moor: 2,
  });
  const inner = district === 'centre' || district === 'harbour';
  const area = Math.round(
    within(38, 320, (inner ? 84 : 118) + 34 * normal() + 60 * random() * random()),
  );
  const rooms = Math.round(within(1, 10, area / 27 + 0.8 * normal()));
  const bathrooms = Math.round(within(1, 4, area / 95 + 0.5 * normal()));
  const built = 1890 + Math.floor(136 * (1 - random() * random()));
  const renovated =
    built < 1995 && random() < 0.55
      ? within(built + 10, thisYear, thisYear - Math.floor(35 * random()))
      : '';
  const condition = pick({ poor: 12, fair: 34, good: 40, excellent: 14 });
  const modern = (built - 1890) / 136 + (renovated === '' ? 0 : 0.25) + 0.12 * normal();
  const energy = 'GFEDCBA'[within(0, 6, Math.floor(modern * 6))];
  const garden = inner
    ? Math.floor(90 * random() * random())
    : Math.floor(900 * random() * random());
  const garage = random() < (inner ? 0.3 : 0.65);
  const distance = within(
    0.2,
    30,
    { centre: 1, harbour: 2.2, hill: 5, north: 8, east: 9, mill: 12, moor: 19 }[district] *
      (0.7 + 0.6 * random()),
  );

  const perMetre = {
    centre: 3900,
    harbour: 4300,
    hill: 3500,
    north: 2500,
    east: 2300,
    mill: 2100,
    moor: 1900,
  }[district];
  const age = (built - 1960) / 66;
  const worth =
    perMetre * area * (1 - area / 2400) +
    9000 * bathrooms +
    { poor: -38000, fair: -9000, good: 12000, excellent: 46000 }[condition] +
    5200 * ('GFEDCBA'.indexOf(energy) - 3) +
    52000 * age * age -
    2600 * distance +
    garden * (18 + 5 * distance) +
    (garage ? 14000 : 0) +
    (renovated === '' ? 0 : 900 * within(0, 25, renovated - 2000));
  const price = Math.round((worth * (1 + 0.06 * normal()) + 22000 * normal() + 25000) / 500) * 500;

  return [
    `H-${String(number).padStart(4, '0')}`,
    district,
    area,
    rooms,
    bathrooms,
    built,
    renovated,
    condition,
    sometimes(0.08, energy),
    sometimes(0.05, garden),
    garage,
    distance.toFixed(1),
    within(30000, 2000000, price),
  ];
}

/** One of the keys, each as often as its weight says. */
function pick(weights) {
  const entries = Object.entries(weights);
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let at = random() * total;
  for (const [name, weight] of entries) {
    at -= weight;
    if (at < 0) return name;
  }
  return entries[0][0];
}

/** The value, or now and then an empty cell. */
function sometimes(missing, value) {
  return random() < missing ? '' : value;
}

function within(low, high, value) {
  return Math.min(high, Math.max(low, value));
}

/** About a standard normal distribution: the sum of twelve uniform numbers. */
function normal() {
  let sum = -6;
  for (let each = 0; each < 12; each++) sum += random();
  return sum;
}

/** Uniform numbers in [0, 1): mulberry32. */
function randomNumbers(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
