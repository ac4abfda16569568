// Writes example.csv beside this file: a small synthetic table, so that the project runs before you have put your
// own data in its place. Apples and pears, by weight, colour and height. The same bytes come out on every machine.
//
//   node data/generate.mjs
import { writeFileSync } from 'node:fs';

const random = randomNumbers(1);
const lines = Array.from({ length: 200 }, () => {
  const pear = random() < 0.45;
  const weight = (pear ? 170 : 150) + 60 * (random() + random() - 1);
  const height = (pear ? 9.4 : 7.6) + 3 * (random() + random() - 1);
  const ripe = random();
  const colour = pear ? (ripe < 0.7 ? 'green' : 'yellow') : ripe < 0.6 ? 'red' : 'green';
  return [weight.toFixed(0), height.toFixed(1), colour, pear ? 'pear' : 'apple'].join(',');
});
const table = ['weight_g,height_cm,colour,fruit', ...lines].join('\n');
writeFileSync(new URL('example.csv', import.meta.url), `${table}\n`);

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
