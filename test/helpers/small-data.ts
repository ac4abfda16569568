import { normal, randomFor } from '../../src/contracts/seeded-random.js';

/** Customers who stay or leave: numbers with gaps, two categories, a date, and an id no model sees. */
export function customersCsv(rows: number, seed = 1): string {
  const random = randomFor(seed, 'test/customers');
  const plans = ['basic', 'plus', 'pro'];
  const lines = ['customer,joined,plan,city,tenure,charge,calls,left'];
  for (let row = 0; row < rows; row++) {
    const plan = Math.floor(random() * 3);
    const tenure = Math.floor(random() * 60);
    const charge = 20 + 15 * plan + 5 * normal(random);
    const calls = random() < 0.08 ? '' : String(Math.floor(random() * 6));
    const odds = 0.8 - 0.06 * tenure + 0.02 * charge + 0.35 * Number(calls) - 0.5 * plan;
    const left = random() < 1 / (1 + Math.exp(-odds)) ? 'yes' : 'no';
    const joined = new Date(Date.UTC(2020, 0, 1 + Math.floor(random() * 900))).toISOString();
    const city = ['Bern', 'Basel', 'Genève', '"St. Gallen, SG"'][Math.floor(random() * 4)] ?? '';
    lines.push(
      [
        `c${row}`,
        joined.slice(0, 10),
        plans[plan],
        city,
        tenure,
        charge.toFixed(2),
        calls,
        left,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Flowers of three kinds, told apart by four lengths. */
export function flowersCsv(rows: number, seed = 1): string {
  const random = randomFor(seed, 'test/flowers');
  const kinds = ['rosea', 'alba', 'lutea'];
  const lines = ['petal,sepal,width,height,kind'];
  for (let row = 0; row < rows; row++) {
    const kind = row % 3;
    const around = (mean: number): string => (mean + 0.9 * normal(random)).toFixed(3);
    const cells = [around(2 + kind), around(5 - kind), around(3), around(10 + 0.5 * kind)];
    lines.push([...cells, kinds[kind]].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Houses with a price that follows from area, rooms and district. */
export function housesCsv(rows: number, seed = 1): string {
  const random = randomFor(seed, 'test/houses');
  const districts = ['north', 'south', 'lake'];
  const lines = ['area,rooms,district,garden,price'];
  for (let row = 0; row < rows; row++) {
    const area = 40 + Math.floor(random() * 160);
    const rooms = 1 + Math.floor(area / 40 + random() * 2);
    const district = Math.floor(random() * 3);
    const garden = random() < 0.3;
    const price = 2500 * area + 9000 * rooms + 60_000 * district + 15_000 * normal(random);
    const known = random() < 0.05 ? '' : String(rooms);
    lines.push([area, known, districts[district], garden, price.toFixed(0)].join(','));
  }
  return `${lines.join('\n')}\n`;
}
