// Writes churn.csv beside this file. The data are synthetic: no customer in it exists, and no number says
// anything about a real company. The same bytes come out on every machine, because nothing is used but a seed,
// integer arithmetic and + - * /, which are exact everywhere. Needs no packages.
//
//   node data/generate.mjs
//
// What is in it: churn follows contract, tenure, charge, support calls, late payments and satisfaction. Most of that
// is additive, so a linear model finds it; some is not (a dear plan drives away those without a contract and keeps
// those with one, the first months are the riskiest, very low and very high data use are warning signs), so a network
// finds a little more; and some is pure chance, so nothing finds everything. Cells are missing in data_gb, satisfaction and monthly_charge.
import { writeFileSync } from 'node:fs';

const rows = 2000;
const seed = 12;
const today = Date.UTC(2026, 0, 1);

const header = [
  'customer_id',
  'signup_date',
  'region',
  'plan',
  'contract',
  'payment_method',
  'paperless',
  'senior',
  'tenure_months',
  'monthly_charge',
  'data_gb',
  'support_calls',
  'late_payments',
  'satisfaction',
  'churned',
];

const random = randomNumbers(seed);
const lines = Array.from({ length: rows }, (_, index) => customer(index + 1).join(','));
writeFileSync(
  new URL('churn.csv', import.meta.url),
  `${[header.join(','), ...lines].join('\n')}\n`,
);

function customer(number) {
  const region = pick({ city: 40, suburb: 30, town: 18, rural: 10, island: 1.4, abroad: 0.6 });
  const plan = pick({ basic: 42, plus: 36, premium: 22 });
  const contract = pick({ monthly: 54, yearly: 26, 'two-year': 20 });
  const payment = pick({ 'direct debit': 44, card: 33, invoice: 20, cheque: 2, voucher: 1 });
  const paperless = random() < 0.6;
  const senior = random() < 0.17;

  const longest = { monthly: 50, yearly: 66, 'two-year': 72 }[contract];
  const shape = contract === 'monthly' ? random() * random() : random();
  const tenure = 1 + Math.floor(shape * longest);
  const charge = { basic: 24, plus: 46, premium: 78 }[plan] + 6 * normal() + (senior ? -3 : 0);
  const usual = { basic: 8, plus: 20, premium: 45 }[plan];
  const use = usual * (0.15 + 1.9 * random() * random() + 0.35 * random());
  const calls = count(7, 0.11 + (contract === 'monthly' ? 0.07 : 0));
  const late = count(5, payment === 'invoice' ? 0.26 : 0.08);
  const satisfaction = within(1, 5, Math.round(3.7 - 0.4 * calls - 0.2 * late + 0.9 * normal()));

  const leaning =
    -1.75 +
    { monthly: 0.85, yearly: -0.4, 'two-year': -1.35 }[contract] -
    0.02 * tenure +
    0.011 * (charge - 45) +
    0.3 * calls +
    0.28 * late -
    0.3 * (satisfaction - 3) +
    (region === 'rural' || region === 'island' ? 0.25 : 0) +
    (senior ? 0.15 : 0);
  const dear = charge > 60;
  const bent =
    (dear && contract === 'monthly' ? 1.6 : 0) +
    (dear && contract !== 'monthly' ? -1 : 0) +
    (tenure <= 6 ? 0.8 : 0) +
    (use < 5 || use > 50 ? 0.7 : -0.3);
  const churned = leaning + bent + 1.8 * normal() > 0;

  const signup = new Date(today - (tenure * 30 + Math.floor(random() * 30)) * 86_400_000);
  return [
    `C-${String(number).padStart(5, '0')}`,
    signup.toISOString().slice(0, 10),
    region,
    plan,
    contract,
    payment,
    paperless,
    senior,
    tenure,
    sometimes(0.01, charge.toFixed(2)),
    sometimes(0.06, use.toFixed(1)),
    calls,
    late,
    sometimes(0.3, satisfaction),
    churned ? 'yes' : 'no',
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

/** How many of some tries succeed. */
function count(tries, chance) {
  let successes = 0;
  for (let each = 0; each < tries; each++) if (random() < chance) successes++;
  return successes;
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
