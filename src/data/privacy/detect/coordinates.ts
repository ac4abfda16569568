import { named, type PersonalKind } from './kind.js';

/** Latitudes and longitudes in degrees with four decimals or more: about ten metres, so a household. Two decimals are a town. */
export const coordinates: PersonalKind = {
  name: 'coordinates',
  title: 'precise coordinates',
  proof: 'name',
  types: ['number'],
  pattern: String.raw`-?[0-9]{1,3}\.[0-9]{4,}`,
  // A number is written with three decimals or fewer when it is the one nearest to a whole number of thousandths, and
  // with an exponent when it is smaller than a ten-thousandth.
  matchesNumber: (value) =>
    `(abs(${value}) >= 1e-4 AND abs(${value}) < 1000 AND ${value} <> round(${value} * 1000) / 1000)`,
  valid: (value) => Math.abs(Number(value)) <= 180,
  hint: named(
    'lat',
    'lati?tude',
    'lon',
    'lng',
    'long',
    'longi?tude',
    'breitengrad',
    'langengrad',
    'geo_?(?:lat|lon|lng)',
    'gps_?(?:lat|lon|lng)',
    'latitud',
    'longitud',
    'latitudine',
    'longitudine',
  ),
  advice: 'generalise',
};
