// Writes sales.csv beside this file. The data are synthetic: no shop in it exists, and no number says anything about a
// real one. The same bytes come out on every machine, because nothing is used but a seed, integer arithmetic and
// + - * /, which are exact everywhere. Needs no packages.
//
//   node data/generate.mjs
//
// What is in it: three shops sell by the day, with a week, slow growth and noise. Less is sold at a higher price, and
// half as much again when there is a promotion. The last 14 days are a plan: price and promotion, and nothing sold yet.
import { writeFileSync } from 'node:fs';

const days = 420;
const plannedDays = 14;
const seed = 23;
const firstDay = Date.UTC(2025, 0, 1);

const shops = { harbour: 120, market: 210, station: 80 };
const week = [0.92, 0.88, 0.9, 0.97, 1.12, 1.38, 0.83];

const random = randomNumbers(seed);
const lines = Object.entries(shops).flatMap(([shop, level]) =>
  Array.from({ length: days + plannedDays }, (_, day) => line(day, shop, level).join(',')),
);
writeFileSync(
  new URL('sales.csv', import.meta.url),
  `day,shop,price,promotion,sold\n${lines.join('\n')}\n`,
);

function line(day, shop, level) {
  const price = (9 + 2 * random()).toFixed(2);
  const promotion = random() < 0.14;
  const growth = 1 + day / 2400;
  const wanted =
    level *
    growth *
    week[day % 7] *
    (1 - 0.12 * (price - 10)) *
    (promotion ? 1.5 : 1) *
    (1 + 0.05 * normal());
  const date = new Date(firstDay + day * 86400000).toISOString().slice(0, 10);
  return [date, shop, price, promotion, day < days ? Math.max(0, Math.round(wanted)) : ''];
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
