/** Coefficients of ln(erfcx(z) / t) in Chebyshev polynomials of 2t − 1, where t = 2 / (2 + z); computed anew for this file. */
const chebyshev = [
  -0.65132685989085459, 0.6419697923564901, 0.01947647320418593, -0.009561514786808889,
  -0.00094659534448178484, 0.0003668394978526379, 4.2523324807344221e-5, -2.0278578112584711e-5,
  -1.6242900046581355e-6, 1.3036558354961869e-6, 1.5626441842719884e-8, -8.5238096279027783e-8,
  6.5290546791274548e-9, 5.0593435529933122e-9, -9.9136387099463263e-10, -2.2736516447352529e-10,
  9.6468264487725719e-11, 2.3941737481436575e-12, -6.8861227831007455e-12, 8.9415586046470709e-13,
  3.1321611970724919e-13, -1.127586912730294e-13, 6.9722005946459833e-16, 6.6935346154650687e-15,
  -1.1945999744966684e-15,
] as const;

/** The logarithm of the complementary error function for z from 0, to about 1e-15; far out, where erfc itself is 0, too. */
function logErfc(z: number): number {
  const t = 2 / (2 + z);
  const twice = 4 * t - 2;
  let last = 0;
  let before = 0;
  for (let at = chebyshev.length - 1; at > 0; at--) {
    const now = twice * last - before + (chebyshev[at] as number);
    before = last;
    last = now;
  }
  return Math.log(t) - z * z + (twice / 2) * last - before + chebyshev[0];
}

const ln2 = Math.LN2;

/** The share of the standard normal distribution below x. */
export function normalBelow(x: number): number {
  const tail = Math.exp(logErfc(Math.abs(x) * Math.SQRT1_2) - ln2);
  return x < 0 ? tail : 1 - tail;
}

/** The logarithm of the share of the standard normal distribution below x; far out too. */
export function logNormalBelow(x: number): number {
  if (x <= 0) return logErfc(-x * Math.SQRT1_2) - ln2;
  return Math.log1p(-Math.exp(logErfc(x * Math.SQRT1_2) - ln2));
}

/** The logarithm of the share of the standard normal distribution between a and b, exact in its tails. */
export function logNormalBetween(a: number, b: number): number {
  // Both in the right tail: as the mirror image, where differences are not lost.
  if (a > 0) return logNormalBetween(-b, -a);
  if (b <= 0) {
    const far = logNormalBelow(a);
    const near = logNormalBelow(b);
    return near + Math.log1p(-Math.exp(far - near));
  }
  return Math.log1p(-normalBelow(a) - normalBelow(-b));
}

/** The logarithm of the standard normal density at 0. */
export const logDensityAtZero = -0.5 * Math.log(2 * Math.PI);
