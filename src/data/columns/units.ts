import { MlxError, nearestWord } from '../../errors/index.js';

/** A unit of measure: how its figures become those of the base unit of what it measures. */
interface Unit {
  readonly measures: string;
  readonly factor: number;
  /** Added after the factor: for scales whose zero lies elsewhere. */
  readonly offset?: number;
}

/** How a figure is converted: `value * factor + offset`. */
export interface Conversion {
  readonly factor: number;
  readonly offset: number;
}

/**
 * The conversion from one unit to another. Factors are exact by definition (SI; the international yard and pound
 * of 1959; US gallon). Throws `data/unit` for a unit that is not known, and for two that measure different things.
 */
export function conversion(from: string, to: string): Conversion {
  const [source, target] = [unitOf(from), unitOf(to)];
  if (source.measures !== target.measures) {
    throw new MlxError(
      'data/unit',
      `\`${from}\` measures ${source.measures} and \`${to}\` ${target.measures}: one cannot become the other`,
      { hints: ['Name two units of the same kind, or derive the column with `expression`'] },
    );
  }
  return {
    factor: source.factor / target.factor,
    offset: ((source.offset ?? 0) - (target.offset ?? 0)) / target.factor,
  };
}

function unitOf(name: string): Unit {
  const unit = units.get(name);
  if (unit !== undefined) return unit;
  const nearest = nearestWord(name, units.keys());
  throw new MlxError('data/unit', `There is no unit \`${name}\``, {
    hints: [
      nearest === undefined
        ? `Use one of: ${[...units.keys()].join(', ')}`
        : `Did you mean \`${nearest}\`?`,
      'Derive the column with `expression` for any other conversion',
    ],
  });
}

type Factors = Readonly<Record<string, number>>;

const kinds: Readonly<Record<string, Factors>> = {
  length: {
    ...{ m: 1, mm: 1e-3, cm: 1e-2, km: 1e3, in: 0.0254, ft: 0.3048, yd: 0.9144 },
    ...{ mi: 1609.344, nmi: 1852 },
  },
  mass: {
    ...{ kg: 1, mg: 1e-6, g: 1e-3, t: 1e3, oz: 0.028349523125, lb: 0.45359237 },
    ...{ st: 6.35029318 },
  },
  area: { m2: 1, cm2: 1e-4, km2: 1e6, ha: 1e4, ft2: 0.09290304, ac: 4046.8564224 },
  volume: {
    ...{ l: 1, ml: 1e-3, m3: 1e3, gal: 3.785411784, qt: 0.946352946, pt: 0.473176473 },
    ...{ floz: 0.0295735295625, ft3: 28.316846592 },
  },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704, kn: 1852 / 3600 },
  time: { s: 1, ms: 1e-3, min: 60, h: 3600, d: 86_400, w: 604_800 },
  energy: { J: 1, kJ: 1e3, MJ: 1e6, Wh: 3600, kWh: 3.6e6, cal: 4.184, kcal: 4184 },
  power: { W: 1, kW: 1e3, MW: 1e6 },
  pressure: { Pa: 1, hPa: 100, kPa: 1e3, bar: 1e5, atm: 101_325, psi: 6894.757293168361 },
  data: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
  angle: { rad: 1, deg: Math.PI / 180 },
  proportion: { '1': 1, '%': 1e-2, permille: 1e-3 },
};

const temperatures: readonly (readonly [string, Unit])[] = [
  ['K', { measures: 'temperature', factor: 1 }],
  ['C', { measures: 'temperature', factor: 1, offset: 273.15 }],
  ['F', { measures: 'temperature', factor: 5 / 9, offset: 459.67 * (5 / 9) }],
];

const units: ReadonlyMap<string, Unit> = new Map([
  ...Object.entries(kinds).flatMap(([measures, factors]) =>
    Object.entries(factors).map(([name, factor]): [string, Unit] => [name, { measures, factor }]),
  ),
  ...temperatures,
]);
